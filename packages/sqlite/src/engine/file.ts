import { join } from 'node:path';
import {
  assertRegular,
  missing,
  openedFiles,
  ToolError,
  visible,
  type Confined,
  type NamedSpot,
} from '@mcp-reference/kit/sandbox';
import { driver, type Db } from './driver.ts';
import { loadExtensions } from './extensions.ts';
import { needsRecovery } from './failures.ts';
import { addFunctions } from './functions.ts';
import { assertOwnJournal } from './journal.ts';
import { companions, openedOnly } from './opened-file.ts';
import type { Target } from './target.ts';

/** KiB of pages that a connection keeps. The driver's own default is 16 MB; the system keeps the file in memory as well. */
const pageCache = 4_000;

export type Role = 'reader' | 'writer';

/** Finds the database's file. Its companions must be files too: SQLite would wait on a pipe. */
export function lookUp(fs: Confined, path: string): NamedSpot {
  const { folder, name, stat, shown } = fs.follow(path);
  if (name === undefined) throw new ToolError('invalid', `"${visible(path)}" is a folder, not a database.`);
  if (stat === undefined) throw missing(path);
  assertRegular(stat, path);
  // The driver would open the file whose name is without them.
  if (name !== name.trim())
    throw new ToolError('unsupported', `The name of "${visible(path)}" begins or ends with a space; rename it first.`);
  for (const suffix of companions) {
    const kind = folder.find(name + suffix)?.kind;
    if (kind !== undefined && kind !== 'file')
      throw new ToolError(
        'denied',
        `"${visible(shown + suffix)}" is a ${kind === 'other' ? 'pipe or device' : kind}, where SQLite keeps its own file; remove it first.`,
      );
  }
  return { folder, name, stat, shown };
}

/** Like {@link lookUp}, for a database that was there when the server opened it. */
export function findAgain(fs: Confined, path: string): NamedSpot {
  try {
    return lookUp(fs, path);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    throw new ToolError(
      'not_found',
      `${error.message} It was moved or deleted after it was opened. Put it back, or open the one in its new place: list_databases shows what can be opened.`,
      { cause: error },
    );
  }
}

/** Opens the file, and rolls back what a killed writer left if this server may write. */
export function openFile(fs: Confined, target: Target, spot: NamedSpot, role: Role): Db {
  try {
    return tryOpen(target, spot, role);
  } catch (error) {
    if (role !== 'reader' || !target.writable || !needsRecovery(error)) throw error;
    // A writer was killed: one that may write rolls its journal back before it reads anything.
    assertOwnJournal(spot);
    tryOpen(target, lookUp(fs, target.path ?? ''), 'writer').close();
    return tryOpen(target, spot, role);
  }
}

/** The path at which SQLite opens it. */
export const pathOf = ({ folder, name }: NamedSpot): string => join(folder.path, name);

function tryOpen(target: Target, spot: NamedSpot, role: Role): Db {
  const path = pathOf(spot);
  const before = openedFiles();
  const db = new (driver())(path, { readonly: role === 'reader', fileMustExist: true, timeout: target.patience });
  try {
    addFunctions(db);
    loadExtensions(db, target.extensions);
    db.pragma('trusted_schema=0');
    db.pragma('cell_size_check=1');
    db.pragma(`cache_size=-${pageCache}`);
    if (role === 'reader') db.pragma('query_only=1');
    else limitSize(db, target);
    // Files are opened when they are first read.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    assertOpened(spot, path, before);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * SQLite opens by name, so this checks that it opened the file that was looked up. On Linux the kernel lists the open files,
 * companions included; elsewhere the name must still lead to the same file.
 */
function assertOpened(spot: NamedSpot, path: string, before: Map<string, string> | undefined): void {
  const same =
    openedOnly({ path, identity: spot.stat?.identity, before }) ??
    spot.folder.find(spot.name)?.identity === spot.stat?.identity;
  if (!same)
    throw new ToolError(
      'conflict',
      `"${visible(spot.shown)}" was replaced by another program while it was opened; try again.`,
    );
}

/**
 * Bytes that the file of a database lacks, because a copy or download of it was cut off. SQLite reads the last page that is left
 * in part as if zeros followed. With a write-ahead log the file may be shorter.
 */
export function missingBytes(db: Db, { folder, name }: NamedSpot): number {
  if ((folder.find(`${name}-wal`)?.size ?? 0) > 0) return 0;
  const size = folder.find(name)?.size ?? 0;
  const pages = Number(db.pragma('page_count', { simple: true }));
  return Math.max(0, pages * Number(db.pragma('page_size', { simple: true })) - size);
}

/** A larger file is not copied into memory. */
const mostCopied = 256_000_000;

/**
 * A database in WAL mode needs files beside it even for reading. If its folder may not be written and its log is empty, the
 * file is complete, and a copy in memory says the same. Undefined where a copy would not help.
 * @throws ToolError `unsupported` if its log has changes
 */
export function openCopy({ folder, name, stat, shown }: NamedSpot, { extensions }: Target): Db | undefined {
  if ((stat?.size ?? 0) > mostCopied) return undefined;
  const file = folder.open(name);
  const content = file.readAll(mostCopied);
  file.close();
  // Any other mode needs no file beside it for reading, unless there is a change to roll back.
  if (content[readVersion] !== writeAheadLog) return undefined;
  if ((folder.find(`${name}-wal`)?.size ?? 0) > 0)
    throw new ToolError(
      'unsupported',
      `"${visible(shown)}" has changes in a log beside it (-wal), which SQLite reads only where it may write. Copy both files to a folder that may be written.`,
    );
  const db = new (driver())(withoutLog(content));
  addFunctions(db);
  loadExtensions(db, extensions);
  db.pragma('trusted_schema=0');
  db.pragma('query_only=1');
  return db;
}

/** Bytes of the header that say how a file is written and read (file format, section 1.3.3). */
const [writeVersion, readVersion] = [18, 19];
const rollbackJournal = 1;
const writeAheadLog = 2;

/** A copy of a database that can be opened in memory, where there is no write-ahead log. */
export function withoutLog(content: Uint8Array): Buffer {
  const image = Buffer.from(content);
  image[writeVersion] = image[readVersion] = rollbackJournal;
  return image;
}

/** Limits the size that a database may grow to. */
export function limitSize(db: Db, { mostBytes }: Target): void {
  const page = Number(db.pragma('page_size', { simple: true }));
  db.pragma(`max_page_count=${Math.max(1, Math.floor(mostBytes / page))}`);
}
