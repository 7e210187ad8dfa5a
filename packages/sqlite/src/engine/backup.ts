import { PendingFile, ToolError, visible, type Confined, type Folder } from '@mcp-reference/kit/sandbox';
import { lookUp, type Connection } from './connection.ts';

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
