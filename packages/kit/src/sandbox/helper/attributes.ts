import { spawnSync } from 'node:child_process';
import type { OpenFile } from './open-file.ts';
import type { Stat } from './stat.ts';

/** GNU cp: copies attributes between two open files without touching their content. */
const program = '/bin/cp';
const flags = ['--attributes-only', '--preserve=xattr'];

/** The time limit of the program, in milliseconds. */
const limit = 5_000;

/** Files known to have no attributes, until the system reports that they changed. */
const plain = new Map<string, number>();
const mostPlain = 4_096;

let available: boolean | undefined;

/** The program that copies file attributes (xattrs, including POSIX ACLs), which Node cannot do. */
function isAvailable(): boolean {
  if (process.platform !== 'linux') return false;
  return (available ??= run(['--attributes-only', '--version'], []) === 0);
}

/**
 * Copies the extended attributes of one open file to another. Both are passed as descriptors, so that nothing can be
 * redirected. Returns false when the file system that holds the target refuses one.
 */
export function copyAttributes(from: OpenFile, to: OpenFile): boolean {
  const stat = from.now();
  if (plain.get(stat.identity) === stat.changed || !isAvailable()) return true;
  const before = to.now().changed;
  const status = from.withDescriptor((source) =>
    to.withDescriptor((target) => run([...flags, '--', '/proc/self/fd/3', '/proc/self/fd/4'], [source, target])),
  );
  // Setting an attribute is a change: a target that did not change got none.
  if (status === 0 && to.now().changed === before) noteWithoutAttributes(stat);
  return status === 0;
}

export const isWithoutAttributes = ({ identity, changed }: Stat): boolean => plain.get(identity) === changed;

/** A file without attributes, and the time of the last change of its status. */
export type PlainFile = [identity: string, changed: number];

/** The files that this process has learned about since {@link takePlain} was last called. */
let learned: PlainFile[] = [];

/** Remembers that a file has no attributes: this process has just created it, or has looked. */
export function noteWithoutAttributes(stat: Stat | undefined): void {
  if (stat === undefined) return;
  learnPlain([[stat.identity, stat.changed]]);
  if (learned.length < mostPlain) learned.push([stat.identity, stat.changed]);
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
