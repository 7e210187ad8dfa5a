import { spawnSync } from 'node:child_process';
import { filesWithoutAttributes } from './attributes-scan.ts';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';
import type { OpenFile } from './open-file.ts';
import type { Stat } from './stat.ts';

/** GNU cp: copies attributes between two open files without touching their content. */
const program = '/bin/cp';
const attributesOnly = ['--attributes-only', '--preserve=xattr'];
/** Access control lists belong to the mode, for cp. */
const modeOnly = ['--attributes-only', '--preserve=mode'];

/** The time limit of the program, in milliseconds. */
const limit = 5_000;

/** Files and folders known to have no attributes, until the system reports that they changed. */
const plain = new Map<string, number>();
const mostPlain = 4_096;

let available: boolean | undefined;

/** The program that copies file attributes (xattrs, including POSIX ACLs), which Node cannot do. */
function isAvailable(): boolean {
  if (process.platform !== 'linux') return false;
  return (available ??= run(['--attributes-only', '--version'], []) === 0);
}

/**
 * Copies the extended attributes and access control list of one open file to another, which may have got a list from its
 * folder. Both are passed as descriptors, so that nothing can be redirected. Sets the mode as well where there is a list.
 * Returns false when the file system that holds the target refuses one.
 */
export function copyAttributes(from: OpenFile, to: OpenFile): boolean {
  mayWait();
  // Elsewhere the new file began as a copy of the old one.
  if (!isAvailable()) return true;
  const copy = (flags: readonly string[]) =>
    withBoth(from, to, (both) => run([...flags, '--', '/proc/self/fd/3', '/proc/self/fd/4'], both)) === 0;
  if (!copy(attributesOnly)) return false;
  return withBoth(from, to, haveLists) ? copy(modeOnly) : true;
}

const withBoth = <T>(from: OpenFile, to: OpenFile, use: (descriptors: readonly number[]) => T): T =>
  from.withDescriptor((source) => to.withDescriptor((target) => use([source, target])));

/** Returns true if one of the open files has an access control list: GNU ls then puts a `+` behind the permissions. */
function haveLists(descriptors: readonly number[]): boolean {
  const { stdout } = spawnSync('/bin/ls', ['-ldL', '--', '/proc/self/fd/3', '/proc/self/fd/4'], {
    stdio: ['ignore', 'pipe', 'ignore', ...descriptors],
    env: { LC_ALL: 'C' },
    timeout: limit,
    encoding: 'utf8',
  });
  return /^.{10}\+/m.test(stdout ?? '');
}

/** When each folder was looked at last, in milliseconds since the epoch. */
const looked = new Map<string, number>();
const mostLooked = 256;
/** A file that has attributes is written again without looking at its whole folder again for this time, in milliseconds. */
const lookAgainAfter = 10_000;

/** Finds out which files of a folder have no attributes. */
export function learnFolder(folder: Folder, now: number = Date.now()): void {
  if (now - (looked.get(folder.path) ?? -Infinity) < lookAgainAfter) return;
  if (looked.size >= mostLooked) looked.clear();
  looked.set(folder.path, now);
  for (const file of filesWithoutAttributes(folder, now)) notePlain(file);
}

export const isWithoutAttributes = ({ identity, changed }: Stat): boolean => plain.get(identity) === changed;

/**
 * Runs what creates or replaces an entry of a folder, and tells it if a new file is known to get what the known files of
 * this folder have: no list, or in a folder that nothing is known of, the list that its other new files get. Such work
 * changes the folder's status; what was known about it counts afterwards, too, and so does what `act` found out if it
 * returns true.
 */
export function keepsKnowing(
  folder: Folder,
  { isNew }: { isNew: boolean },
  act: (isKnown: boolean) => boolean | undefined,
): void {
  const before = folder.self();
  const isKnown = isWithoutAttributes(before) || (isNew && !plain.has(before.identity));
  const isFound = act(isKnown);
  if (isKnown || isFound) noteWithoutAttributes(folder.self());
}

/** A file or folder without attributes, and the time of the last change of its status. */
export type PlainFile = [identity: string, changed: number];

/** The files that this process has learned about since {@link takePlain} was last called. */
let learned: PlainFile[] = [];

/** Remembers that a file has no attributes: this process has just created it, or has looked. */
export function noteWithoutAttributes(stat: Stat | undefined): void {
  if (stat !== undefined) notePlain([stat.identity, stat.changed]);
}

function notePlain(file: PlainFile): void {
  learnPlain([file]);
  if (learned.length < mostPlain) learned.push(file);
}

/** Remembers what another process has learned. */
export function learnPlain(files: readonly PlainFile[]): void {
  if (plain.size >= mostPlain) plain.clear();
  for (const [identity, changed] of files) plain.set(identity, changed);
}

/** Returns what this process has learned, once: a helper tells its server. */
export function takePlain(): PlainFile[] | undefined {
  if (learned.length === 0) return undefined;
  const taken = learned;
  learned = [];
  return taken;
}

function run(args: readonly string[], descriptors: readonly number[]): number | null {
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'ignore', ...descriptors], env: {}, timeout: limit })
    .status;
}
