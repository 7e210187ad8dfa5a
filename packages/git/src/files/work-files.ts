import path from 'node:path';
import {
  createFile,
  replaceFile,
  ToolError,
  type Confined,
  type Folder,
  type Kind,
  type Stat,
} from '@mcp-reference/kit/sandbox';
import { placeBelow } from '../places.ts';

/** A file of the work tree as it is, bytes and permissions. `data` is base64; of a link it is the target. */
export interface WorkFile {
  path: string;
  kind: Kind | 'gone' | 'large' | 'unreadable';
  mode: number;
  size: number;
  data?: string;
}

/** The content of a regular file below a limit of size; `kind` is absent where nothing has that name. */
export function readBytes(
  fs: Confined,
  { path, most }: { path: string; most: number },
): { bytes: string | undefined; size: number; mode: number; kind?: Kind } {
  const { folder, name, stat } = fs.spot(path);
  if (name === undefined || stat?.kind !== 'file')
    return { bytes: undefined, size: 0, mode: 0, ...(stat && { kind: stat.kind }) };
  const file = folder.open(name);
  const bytes = file.readAll(most);
  return { bytes: bytes.toString('base64'), size: bytes.length, mode: stat.mode, kind: stat.kind };
}

/** Several files below a folder; links are not followed, and what is larger than `each` bytes is only measured. */
export function readFiles(
  fs: Confined,
  { top, paths, each, most }: { top: string; paths: readonly string[]; each: number; most: number },
): { files: WorkFile[]; done: number } {
  const files: WorkFile[] = [];
  let bytes = 0;
  for (const name of paths) {
    if (bytes > most) break;
    const file = readOne(fs, top, name, each);
    bytes += file.data?.length ?? 0;
    files.push(file);
  }
  return { files, done: files.length };
}

function readOne(fs: Confined, top: string, relative: string, each: number): WorkFile {
  const none = { path: relative, mode: 0, size: 0 };
  try {
    const { folder, name, stat } = fs.spot(placeBelow(top, relative));
    if (name === undefined || stat === undefined) return { ...none, kind: 'gone' };
    const found = { path: relative, mode: stat.mode, size: stat.size };
    if (!standsAt(folder, top, relative)) return { ...none, kind: 'unreadable' };
    if (stat.kind === 'link')
      return { ...found, kind: 'link', data: Buffer.from(folder.readLink(name)).toString('base64') };
    if (stat.kind !== 'file') return { ...found, kind: stat.kind };
    if (stat.size > each) return { ...found, kind: 'large' };
    const file = folder.open(name);
    const data = file.readAll(each).toString('base64');
    file.close();
    folder.close();
    return { ...found, kind: 'file', data };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // `invalid` for a file where a folder was on the way: what was in it is gone.
    return { ...none, kind: error.code === 'not_found' || error.code === 'invalid' ? 'gone' : 'unreadable' };
  }
}

/** Returns true if a folder is at its path itself, not behind a link. */
const standsAt = (folder: Folder, top: string, relative: string): boolean =>
  folder.path === path.dirname(placeBelow(top, relative));

export interface Restored {
  written: number;
  /** Files that could not be written, with the reason. */
  failed: { path: string; why: string }[];
}

/**
 * Makes files of the work tree what they were: content, permissions, links, and gone where they were gone.
 * `prune`: folders that are empty without them go too.
 */
export function writeFiles(
  fs: Confined,
  { top, files, prune = false }: { top: string; files: readonly WorkFile[]; prune?: boolean },
): Restored {
  const restored: Restored = { written: 0, failed: [] };
  for (const file of files) {
    try {
      writeOne(fs, top, file);
      if (prune) removeEmpty(fs, top, path.posix.dirname(file.path));
      restored.written++;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      restored.failed.push({ path: file.path, why: error.message });
    }
  }
  return restored;
}

function writeOne(fs: Confined, top: string, file: WorkFile): void {
  const full = placeBelow(top, file.path);
  if (file.kind === 'gone') {
    const spot = gone(fs, full);
    if (spot?.name === undefined || spot.stat === undefined || spot.stat.kind === 'folder') return;
    if (standsAt(spot.folder, top, file.path)) spot.folder.removeFile(spot.name);
    return;
  }
  fs.makeFolders(path.dirname(full));
  const { folder, name, stat } = fs.named(full);
  if (!standsAt(folder, top, file.path))
    throw new ToolError('conflict', `A folder on the way to "${file.path}" is a link now.`);
  const bytes = Buffer.from(file.data ?? '', 'base64');
  if (stat?.kind === 'folder' && !removedEmpty(folder, name))
    throw new ToolError('conflict', `"${file.path}" is a folder now, with files in it.`);
  if (file.kind === 'link') {
    if (stat !== undefined && stat.kind !== 'folder') folder.removeFile(name);
    folder.makeLink(name, bytes.toString());
    return;
  }
  if (stat?.kind === 'file' && stat.links === 1) replace(folder, name, { ...stat, mode: file.mode }, bytes);
  else {
    if (stat !== undefined && stat.kind !== 'folder') folder.removeFile(name);
    createFile(folder, name, bytes, 0o600);
  }
  const open = folder.openForWriting(name, 'append');
  open.setMode(file.mode & 0o777);
  open.close();
}

/** Removes a folder in which there are only folders. */
function removedEmpty(folder: Folder, name: string): boolean {
  const inside = folder.child(name);
  const empty = inside.entries().every((entry) => entry.kind === 'folder' && removedEmpty(inside, entry.name));
  inside.close();
  if (empty) folder.removeFolder(name);
  return empty;
}

/** In one step; in place where the name is one that the sandbox makes no new files of. */
function replace(folder: Folder, name: string, stat: Stat, bytes: Buffer): void {
  try {
    replaceFile(folder, name, stat, bytes);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'invalid') throw error;
    const file = folder.openForWriting(name, 'in place');
    file.write(bytes);
    file.truncate(bytes.length);
    file.close();
  }
}

function removeEmpty(fs: Confined, top: string, relative: string): void {
  for (let at = relative; at !== '.' && at !== '/'; at = path.posix.dirname(at)) {
    const spot = gone(fs, placeBelow(top, at));
    if (spot?.name === undefined || spot.stat?.kind !== 'folder' || !standsAt(spot.folder, top, at)) return;
    const inside = spot.folder.child(spot.name);
    const empty = inside.entries().length === 0;
    inside.close();
    if (!empty) return;
    spot.folder.removeFolder(spot.name);
  }
}

function gone(fs: Confined, full: string): ReturnType<Confined['spot']> | undefined {
  try {
    return fs.spot(full);
  } catch (error) {
    if (error instanceof ToolError && (error.code === 'not_found' || error.code === 'invalid')) return undefined;
    throw error;
  }
}

/** Makes a folder inside the roots with those above it, for what git is to put there; answers where it is. */
export function freshFolder(fs: Confined, { path: given }: { path: string }): { path: string; made: boolean } {
  const spot = gone(fs, given);
  if (spot === undefined || (spot.name !== undefined && spot.stat === undefined)) {
    fs.makeFolders(given);
    return { path: fs.folder(given).path, made: true };
  }
  if (spot.name === undefined) return emptied(spot.folder, given);
  return emptied(fs.folder(given), given);
}

/** Returns the time since a file was last changed, in milliseconds. */
export function ageOf(fs: Confined, { path: given }: { path: string }): number | undefined {
  const { stat } = fs.spot(given);
  return stat === undefined ? undefined : Math.max(0, Date.now() - stat.modified);
}

/** Removes an empty folder. */
export function removeFolder(fs: Confined, { path: given }: { path: string }): void {
  const { folder, name } = fs.named(given);
  folder.removeFolder(name);
}

function emptied(folder: Folder, shown: string): { path: string; made: boolean } {
  if (!folder.writable) throw new ToolError('denied', `"${shown}" is in a folder that this server may only read.`);
  if (folder.entries().length > 0) throw new ToolError('conflict', `"${shown}" is not empty; give a new folder.`);
  return { path: folder.path, made: false };
}
