import { ToolError } from '@mcp-reference/kit/sandbox';
import type { RowChange } from './difference.ts';
import type { Db } from './driver.ts';
import type { Target } from './target.ts';

/** The means to take a write back: its rows, or a copy of the database before it. */
export type Undo = { rows: readonly RowChange[] } | { copy: Buffer };

/** A write that can be taken back. */
export interface Write {
  sql: string;
  undo: Undo;
  schemaVersion: number;
  /** The state of the file before and after. */
  before: string;
  after: string;
}

const mostWrites = 20;
/** Bytes of all copies together; the oldest writes are forgotten first. */
const mostBytes = 192_000_000;
/** A larger database is not copied before a write. */
export const mostCopied = 64_000_000;
/** Rows of a write that are kept. */
export const mostRows = 20_000;

/** The last writes of this engine, the newest at the end, by database. They are gone when it ends. */
const past = new Map<string, Write[]>();

export const schemaVersion = (db: Db): number => Number(db.pragma('schema_version', { simple: true }));
const keyOf = ({ path = ':memory:' }: Target) => path;

export function rememberWrite(target: Target, write: Write): void {
  const writes = [...(past.get(keyOf(target)) ?? []), write].slice(-mostWrites);
  const size = () => writes.reduce((sum, { undo }) => sum + ('copy' in undo ? undo.copy.length : 0), 0);
  while (writes.length > 1 && size() > mostBytes) writes.shift();
  past.set(keyOf(target), writes);
}

/** A write that cannot be taken back makes those before it unreachable. */
export const forgetWrites = (target: Target): void => void past.delete(keyOf(target));

/** @throws ToolError `not_found` if there is nothing to take back. */
export function lastWrite(target: Target): Write {
  const write = past.get(keyOf(target))?.at(-1);
  if (write === undefined)
    throw new ToolError(
      'not_found',
      'There is no write to undo: a server started with --undo remembers its last 20 writes until its writing process ends.',
    );
  return write;
}

/**
 * Forgets the last write, which was taken back. If nothing happened between it and the one before, that one finds the
 * database as it left it.
 */
export function forgetLast(target: Target, now: { after: string; schemaVersion: number }): void {
  const writes = past.get(keyOf(target)) ?? [];
  const last = writes.pop();
  const previous = writes.at(-1);
  if (last === undefined || previous === undefined || previous.after !== last.before) return;
  const { schemaVersion: known } = previous;
  previous.after = now.after;
  for (const write of writes) if (write.schemaVersion === known) write.schemaVersion = now.schemaVersion;
}
