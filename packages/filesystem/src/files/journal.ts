import { randomBytes } from 'node:crypto';
import { OwnStore, type Folder, type Job, type Waiting } from '@mcp-reference/kit/sandbox';
import { hashOf } from '../operations/hash.ts';

/** One effect, by the real path of what it changed. */
export type Step =
  | { did: 'write'; path: string; /** The content before; null for a new file. */ before: string | null; after: string }
  | { did: 'move'; from: string; to: string }
  | { did: 'make'; path: string }
  | { did: 'trash'; path: string; target: string };

/** What one call changed. */
export interface Change {
  id: string;
  /** Milliseconds since the epoch. */
  time: number;
  tool: string;
  steps: Step[];
  /** The change that this one took back. */
  undoes?: string;
}

const mostBytes = 500_000_000;
/** Larger contents are not kept. */
const largest = 64 * 1024 * 1024;
const mostSteps = 20_000;

const store = new OwnStore('filesystem', mostBytes);
let isOn = true;

/** Keeps no changes from now on (`--no-undo`). */
export const keepNoChanges = (): void => void (isOn = false);

/** The steps of the call that runs now: a helper does one at a time. */
let steps: Step[] = [];

/** Whether changes are kept, so that they can be taken back. */
export const keepsChanges = (): boolean => isOn;

/** Starts the list of a call's steps. */
export function beginChange(): void {
  if (isOn) store.prepare();
  steps = [];
}

/** Writes the call's steps down, also of one that failed half-way. Returns the id of the change. */
export function endChange(tool: string, undoes?: string): string | undefined {
  const done = steps;
  steps = [];
  if (!isOn || done.length > mostSteps || (done.length === 0 && undoes === undefined)) return undefined;
  const change: Change = { id: randomBytes(4).toString('hex'), time: Date.now(), tool, steps: done };
  return store.append(JSON.stringify({ ...change, ...(undoes !== undefined && { undoes }) })) ? change.id : undefined;
}

export function record(step: Step): void {
  if (isOn) steps.push(step);
}

/** Keeps the content that is about to be replaced, and notes that it was. */
export function recordWrite(folder: Folder, name: string, before: Uint8Array | undefined, after: Uint8Array): void {
  if (!isOn) return;
  if (before !== undefined && before.length > largest) return;
  const kept = before === undefined ? null : store.put(before);
  if (kept !== undefined) steps.push({ did: 'write', path: folder.placeOf(name), before: kept, after: hashOf(after) });
}

export const contentOf = (hash: string): Buffer | undefined => store.get(hash);

/** A folder of the store for what has no trash to go to. */
export const ownTrash = (): string | undefined => (isOn ? store.folder('trash') : undefined);

/** All changes that are known, newest first, without those that were taken back. */
export function changes(): Change[] {
  const all = store.lines().flatMap((line): Change[] => {
    try {
      return [JSON.parse(line) as Change];
    } catch {
      return [];
    }
  });
  const undone = new Set(all.flatMap(({ undoes }) => (undoes === undefined ? [] : [undoes])));
  return all.filter(({ id }) => !undone.has(id)).toReversed();
}

/** Wraps an operation so that what it changes is one change. */
export function journaled<A extends readonly [unknown, unknown, Job], R>(
  tool: string,
  operation: (...args: A) => Generator<Waiting | undefined, R>,
): (...args: A) => Generator<Waiting | undefined, R> {
  return function* journaledOperation(...args) {
    beginChange();
    try {
      return yield* operation(...args);
    } finally {
      endChange(tool);
    }
  };
}
