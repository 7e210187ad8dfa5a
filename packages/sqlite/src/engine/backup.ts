import path from 'node:path';
import { PendingFile, ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';
import { connect, disconnect, replaceMemory, type Connection } from './connection.ts';
import { lookUp, pathOf, withoutLog } from './file.ts';
import { driver } from './driver.ts';
import { assertOwnJournal } from './journal.ts';
import { isMasked } from './masks.ts';
import type { Target } from './target.ts';

/** Pages that are copied before it is looked whether the call is over. */
const pagesAtOnce = 2_000;

/**
 * Copies a database while others use it, into a file that appears only when it is complete. Never replaces one.
 * Returns its size in bytes.
 */
export async function copyDatabase(
  { db }: Connection,
  folder: Folder,
  name: string,
  mode: number,
  progress?: (done: number, total: number) => void,
): Promise<number> {
  const pending = new PendingFile(folder, name, mode);
  try {
    await db.backup(pending.place, {
      progress({ totalPages, remainingPages }) {
        progress?.(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
    const stat = pending.file.now();
    // The copy must be in the file that was made for it, even if its name was changed meanwhile.
    if (stat.size === 0)
      throw new ToolError(
        'conflict',
        `The folder of "${visible(folder.show(name))}" was changed by another program meanwhile; try again.`,
      );
    pending.publish();
    return stat.size;
  } finally {
    pending.discard();
    // Files that SQLite may have left beside it.
    for (const suffix of ['-journal', '-wal', '-shm']) {
      const left = `${path.basename(pending.place)}${suffix}`;
      if (folder.find(left)) folder.removeFile(left);
    }
  }
}

/** @throws ToolError `denied` for a database with masked columns, which a copy would show. */
export function assertCopyable(target: Target): void {
  if (isMasked(target))
    throw new ToolError(
      'denied',
      `"${target.name}" has masked columns (--metadata), so this server makes no copy of it; export_data writes the other columns.`,
    );
}

/** The permissions for a copy of the data: no one may read it who may not read the database. */
export function modeOf(fs: Confined, { path }: Target): number {
  return path === undefined ? 0o600 : ((lookUp(fs, path).stat?.mode ?? 0o600) & 0o666) | 0o600;
}

/** Keeps a copy beside the database, named after it and the time. Returns its name. */
export async function backupBeside(fs: Confined, connection: Connection): Promise<string> {
  const { target } = connection;
  if (target.path === undefined) return 'none: it is in memory';
  const { folder, name } = lookUp(fs, target.path);
  const mode = modeOf(fs, target);
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const copy = `${name}.backup-${time}`;
  await copyDatabase(connection, folder, copy, mode);
  return copy;
}

/** Replaces the content of a database by that of another one, in one transaction that others see whole or not at all. */
export async function copyInto(fs: Confined, connection: Connection, { db: source }: Connection): Promise<void> {
  const { target } = connection;
  if (target.path === undefined) {
    replaceMemory(connection, withoutLog(source.serialize()));
    return;
  }
  const spot = lookUp(fs, target.path);
  spot.folder.rules.assertWritable(spot.name);
  assertOwnJournal(spot);
  disconnect(connection);
  await source.backup(pathOf(spot), { progress: () => pagesAtOnce });
  connect(fs, target, 'writer');
}

/** Puts a database back as a copy has it, in one transaction that others see whole or not at all. */
export async function restoreCopy(fs: Confined, connection: Connection, copy: Buffer): Promise<void> {
  const { target } = connection;
  // The file keeps its own journal mode.
  const image = withoutLog(copy);
  if (target.path === undefined) {
    replaceMemory(connection, image);
    return;
  }
  const spot = lookUp(fs, target.path);
  spot.folder.rules.assertWritable(spot.name);
  assertOwnJournal(spot);
  disconnect(connection);
  const source = new (driver())(image);
  try {
    await source.backup(pathOf(spot), { progress: () => pagesAtOnce });
  } finally {
    source.close();
  }
  connect(fs, target, 'writer');
}
