import { PendingFile, ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';
import { connect, disconnect, lookUp, pathOf, replaceMemory, type Connection } from './connection.ts';
import { driver } from './driver.ts';
import { assertOwnJournal } from './journal.ts';

/** Pages that are copied before it is looked whether the call is over. */
const pagesAtOnce = 2_000;

/**
 * Copies a database while others use it, into a file that nobody sees before it is complete. Never replaces one.
 * Returns its size in bytes.
 */
export async function copyDatabase(
  { db }: Connection,
  folder: Folder,
  name: string,
  progress?: (done: number, total: number) => void,
): Promise<number> {
  const pending = new PendingFile(folder, name, 0o666);
  try {
    await db.backup(pending.place, {
      progress({ totalPages, remainingPages }) {
        progress?.(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
    const stat = pending.file.now();
    // What was written must be in the file that was made for it, whatever happened to its name meanwhile.
    if (stat.size === 0)
      throw new ToolError(
        'conflict',
        `The folder of "${visible(folder.show(name))}" was changed by another program meanwhile; try again.`,
      );
    pending.publish();
    return stat.size;
  } finally {
    pending.discard();
    // What SQLite may have left beside it.
    for (const suffix of ['-journal', '-wal', '-shm']) {
      const left = `${pending.place.slice(folder.path.length).replace(/^\//, '')}${suffix}`;
      if (folder.find(left)) folder.removeFile(left);
    }
  }
}

/** Keeps a copy beside the database, named after it and the time. Returns its name. */
export async function backupBeside(fs: Confined, connection: Connection): Promise<string> {
  const { target } = connection;
  if (target.path === undefined) return 'none: it is in memory';
  const { folder, name } = lookUp(fs, target.path);
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const copy = `${name}.backup-${time}`;
  await copyDatabase(connection, folder, copy);
  return copy;
}

/** Bytes of the header that say how a file is written and read (file format, section 1.3.3). */
const [writeVersion, readVersion] = [18, 19];
const rollbackJournal = 1;

/** Puts a database back as a copy has it, in one transaction that others see whole or not at all. */
export async function restoreCopy(fs: Confined, connection: Connection, copy: Buffer): Promise<void> {
  const { target } = connection;
  const image = Buffer.from(copy);
  // A copy in memory has no write-ahead log beside it; the file keeps its own journal mode.
  image[writeVersion] = image[readVersion] = rollbackJournal;
  if (target.path === undefined) {
    replaceMemory(connection, image);
    return;
  }
  const spot = lookUp(fs, target.path);
  spot.folder.assertWritable(spot.name);
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
