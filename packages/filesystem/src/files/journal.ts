import { randomUUID } from 'node:crypto';
import { isTrashed, OwnStore, type Folder, type Job, type Waiting } from '@mcp-reference/kit/sandbox';

/** One effect, by the real path of what it changed; `modified` is the time that its content had before, in milliseconds. */
export type Step =
  | {
      did: 'write';
      path: string;
      /** The content before; null for a new file. */ before: string | null;
      after: string;
      modified?: number;
    }
  /** Sizes in bytes; `added` is the hash of what is between them. */
  | { did: 'append'; path: string; before: number; after: number; added: string; modified?: number }
  | { did: 'move'; from: string; to: string }
  | { did: 'make'; path: string }
  /** `state` identifies everything in the copy. */
  | { did: 'copy'; path: string; state: string }
  | { did: 'trash'; path: string; target: string };

const known: ReadonlySet<unknown> = new Set<Step['did']>(['write', 'append', 'move', 'make', 'copy', 'trash']);

/** The effects of one call. */
export interface Change {
  id: string;
  /** Milliseconds since the epoch. */
  time: number;
  tool: string;
  steps: Step[];
  /** The change that this one reverted. */
  undoes?: string;
}

const mostBytes = 500_000_000;
/** The largest content that is kept, in bytes. */
const largest = 64 * 1024 * 1024;

const store = new OwnStore('filesystem', mostBytes);
let isOn = true;

/** Keeps no changes from now on (`--no-undo`). */
export const keepNoChanges = (): void => void (isOn = false);

/** The steps of the current call: a helper runs one at a time. */
let steps: Step[] = [];
let lost = 0;

/** True if changes are kept, so that they can be undone. */
export const keepsChanges = (): boolean => isOn;

/** Starts the list of a call's steps. */
export function beginChange(): void {
  if (isOn) store.prepare();
  forgetSteps();
}

function forgetSteps(): void {
  store.forget();
  steps = [];
  lost = 0;
}

/** Stores the steps of the call, also if it failed half-way. Returns the id of the change. */
export function endChange(tool: string, undoes?: string): string | undefined {
  const done = steps;
  try {
    if (!isOn || (done.length === 0 && undoes === undefined)) return undefined;
    return keepChange({ tool, steps: done, ...(undoes !== undefined && { undoes }) });
  } finally {
    forgetSteps();
  }
}

/** Like {@link endChange}. Returns the number of replaced contents for which there was no place. */
function endCounting(tool: string): number {
  const without = lost;
  const replaced = steps.filter((step) => step.did === 'write' && step.before !== null).length;
  return endChange(tool) === undefined && isOn ? without + replaced : without;
}

/** Stores a change. Returns its id; undefined if there is no place for it. */
export function keepChange(change: Omit<Change, 'id' | 'time'>): string | undefined {
  // Node takes these from a supply; other random bytes cost a system call each time.
  const id = randomUUID().slice(0, 8);
  return store.append(JSON.stringify({ id, time: Date.now(), ...change })) ? id : undefined;
}

export function record(step: Step): void {
  if (isOn) steps.push(step);
}

/** Drops the steps for folders that were made and removed again. */
export function forgetMade(places: readonly string[]): void {
  steps = steps.filter((step) => step.did !== 'make' || !places.includes(step.path));
}

/**
 * Keeps the content that was replaced, and records that it was.
 * @param after the hash of the content now
 * @param modified the time of the content before, in milliseconds since the epoch
 */
export function recordWrite(
  folder: Folder,
  name: string,
  before: Uint8Array | undefined,
  after: string,
  modified?: number,
): void {
  if (!isOn) return;
  const kept = before === undefined ? null : before.length > largest ? undefined : store.put(before);
  if (kept === undefined) lost++;
  else {
    const path = folder.placeOf(name);
    steps.push({ did: 'write', path, before: kept, after, ...(modified !== undefined && { modified }) });
  }
}

export const contentOf = (hash: string): Buffer | undefined => store.get(hash);

/** The folder of the store for deleted files that the system's trash does not take. */
export const ownTrash = (): string | undefined => (isOn ? store.folder('trash') : undefined);

/** True if a deleted file is still in one of the places where deleting puts files. */
export const isInTrash = (target: string): boolean => isTrashed(target, ownTrash());

/** False for what another version of this server wrote. */
const isChange = (change: Partial<Change> | null): change is Change =>
  typeof change?.id === 'string' &&
  typeof change.tool === 'string' &&
  Array.isArray(change.steps) &&
  change.steps.every((step) => known.has(step?.did));

/** Returns all changes, newest first, without those that were undone. */
export function changes(): Change[] {
  const all = store.lines().flatMap((line): Change[] => {
    try {
      const change = JSON.parse(line) as Partial<Change> | null;
      return isChange(change) ? [change] : [];
    } catch {
      return [];
    }
  });
  const undone = new Set(all.flatMap(({ undoes }) => (undoes === undefined ? [] : [undoes])));
  return all.filter(({ id }) => !undone.has(id)).toReversed();
}

/** The result of a change; `notKept` files cannot be restored by undo, because there was no place for their content. */
export type Journaled<R> = R extends object ? R & { notKept?: number } : R;

/** Wraps an operation so that its effects are one change. */
export function journaled<A extends readonly [unknown, unknown, Job], R>(
  tool: string,
  operation: (...args: A) => Generator<Waiting | undefined, R>,
): (...args: A) => Generator<Waiting | undefined, Journaled<R>> {
  return function* journaledOperation(...args) {
    beginChange();
    let isOver = false;
    try {
      const result = yield* operation(...args);
      isOver = true;
      const notKept = endCounting(tool);
      return (notKept > 0 && typeof result === 'object' ? { ...result, notKept } : result) as Journaled<R>;
    } finally {
      if (!isOver) endChange(tool);
    }
  };
}
