import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import { attemptAny } from '../../attempt.ts';
import { errnoOf } from '../errno.ts';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';

/*
 * Marks are notes of macOS and Windows beside the content of a file: where it came from (quarantine, Mark of the Web), a
 * person's tags. Linux has attributes of open files instead.
 */

export interface MarkOptions {
  platform?: NodeJS.Platform;
  /** The program of macOS that knows extended attributes, for tests. */
  program?: string;
}

const systemProgram = '/usr/bin/xattr';

/** Its time limit in milliseconds, and how many names or characters it takes in one call. */
const limit = 10_000;
const mostNames = 500;
const mostText = 100_000;

/** Written by the system for each file that an app makes; nobody else can. */
const ofTheSystem = new Set(['com.apple.provenance']);

/** The stream in which Windows notes that a file came from the internet. */
const markOfTheWeb = ':Zone.Identifier';

/**
 * Returns those of a folder's entries that have marks, or whose marks cannot be read, by few programs for all of them; the others
 * need not be looked at.
 */
export function withMarks(
  folder: Folder,
  names: readonly string[],
  { platform = process.platform, program = systemProgram }: MarkOptions = {},
): Set<string> {
  if (platform === 'win32') return new Set(names);
  if (platform !== 'darwin') return new Set();
  mayWait();
  // A name with a line break could not be told from two lines: it is looked at alone.
  const marked = new Set(names.filter((name) => name.includes('\n')));
  const listed = names.filter((name) => !name.includes('\n'));
  for (let start = 0; start < listed.length; start += mostNames)
    for (const name of markedOf(folder, listed.slice(start, start + mostNames), program)) marked.add(name);
  return marked;
}

/** The program fails for all of its names when it fails for one: then halves of them are tried, and one that fails alone counts as marked. */
function markedOf(folder: Folder, names: readonly string[], program: string): string[] {
  const done = run(folder, program, ['-s', '-v', ...names.map((name) => `./${name}`)]);
  if (done.status === 0)
    return done.stdout
      .split('\n')
      .map(split)
      .flatMap(([path, attribute]) =>
        path === undefined || ofTheSystem.has(attribute) ? [] : [path.slice('./'.length)],
      );
  if (done.error !== undefined || names.length === 1) return [...names];
  const middle = Math.ceil(names.length / 2);
  return [names.slice(0, middle), names.slice(middle)].flatMap((half) => markedOf(folder, half, program));
}

/** Splits what macOS prints for each attribute, `./name: attribute`; the name may contain a colon, the attribute does not. */
function split(line: string): [path: string | undefined, attribute: string] {
  const at = line.lastIndexOf(': ');
  return at === -1 ? [undefined, ''] : [line.slice(0, at), line.slice(at + 2)];
}

/**
 * Gives an entry the marks of another, which may be in another folder. Returns false if they cannot be read, or if the system, or the
 * file system of the target, refuses one. On Linux there is nothing to do.
 */
export function copyMarks(
  from: Folder,
  name: string,
  to: Folder,
  newName: string,
  { platform = process.platform, program = systemProgram }: MarkOptions = {},
): boolean {
  if (platform === 'win32') return copyMarkOfTheWeb(from, name, to, newName);
  if (platform !== 'darwin') return true;
  mayWait();
  const listed = run(from, program, ['-s', `./${name}`]);
  if (listed.status !== 0) return false;
  const attributes = listed.stdout.split('\n').filter((attribute) => attribute !== '' && !ofTheSystem.has(attribute));
  return attributes.every((attribute) => {
    const value = run(from, program, ['-s', '-p', '-x', attribute, `./${name}`]);
    const hex = value.stdout.replaceAll(/\s/g, '');
    if (value.status !== 0 || hex.length > mostText) return false;
    return run(to, program, ['-s', '-w', '-x', attribute, hex, `./${newName}`]).status === 0;
  });
}

const run = (folder: Folder, program: string, args: readonly string[]): SpawnSyncReturns<string> =>
  folder.within((cwd) => {
    const done = spawnSync(program, args, { cwd, env: { LC_ALL: 'en_US.UTF-8' }, timeout: limit, encoding: 'utf8' });
    return { ...done, stdout: done.stdout ?? '' };
  });

function copyMarkOfTheWeb(from: Folder, name: string, to: Folder, newName: string): boolean {
  const mark = from.within((cwd) => readMark(`${cwd}/${name}${markOfTheWeb}`));
  if (typeof mark === 'string') return mark === 'none';
  const target = (cwd: string): string => `${cwd}/${newName}${markOfTheWeb}`;
  return to.within((cwd) => attemptAny(() => (fs.writeFileSync(target(cwd), mark), true))) === true;
}

function readMark(file: string): Uint8Array | 'none' | 'unreadable' {
  try {
    return beginningOf(file);
  } catch (error) {
    // A disk without streams takes the name for an impossible one.
    return ['ENOENT', 'EINVAL'].includes(errnoOf(error) ?? '') ? 'none' : 'unreadable';
  }
}

/** A mark is a few lines; what is longer was put there by something else. */
function beginningOf(file: string): Uint8Array {
  const descriptor = fs.openSync(file, 'r');
  try {
    const bytes = new Uint8Array(mostText);
    return bytes.subarray(0, fs.readSync(descriptor, bytes));
  } finally {
    fs.closeSync(descriptor);
  }
}
