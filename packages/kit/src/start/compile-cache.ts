import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Absent before Node 22.1; the types are those of the oldest supported Node. */
const { enableCompileCache, flushCompileCache } = module as {
  enableCompileCache?(folder: string): { directory?: string } | undefined;
  flushCompileCache?(): void;
};

/** The times after the start at which compiled code is written, in milliseconds: most hosts kill a server. */
const flushTimes = [3_000, 60_000];

let folderInUse: string | undefined;

/**
 * Caches compiled code on the disk, so that later starts do not compile it again. Does nothing where Node cannot (before
 * 22.1), where the user has set `NODE_COMPILE_CACHE`, or where another user could write to the folder: its content is
 * executed.
 */
export function useCompileCache(name: string, env: NodeJS.ProcessEnv = process.env): void {
  if (enableCompileCache === undefined || env['NODE_COMPILE_CACHE']) return;
  const base = cacheBase({ platform: process.platform, env, home: os.homedir() });
  if (base === undefined) return;
  const folder = privateFolder(base, ['mcp-reference', 'compiled', ...name.split('/')]);
  if (folder === undefined || enableCompileCache(folder)?.directory === undefined) return;
  folderInUse = folder;
  for (const time of flushTimes) setTimeout(() => flushCompileCache?.(), time).unref();
}

/** Returns the folder of the compile cache, for helper processes; undefined if it is off. */
export const compileCacheFolder = (): string | undefined =>
  folderInUse ?? (process.env['NODE_COMPILE_CACHE'] || undefined);

/** Returns the folder in which programs of this user keep caches; undefined if there is no absolute one. */
export function cacheBase({
  platform,
  env,
  home,
}: {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}): string | undefined {
  const { isAbsolute, join } = platform === 'win32' ? path.win32 : path.posix;
  if (!isAbsolute(home)) return undefined;
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  const given = env['XDG_CACHE_HOME'];
  return given !== undefined && isAbsolute(given) ? given : join(home, '.cache');
}

/**
 * Creates the folders `names` below `base`, each for this user only. Returns undefined if another user could write to or
 * replace one, if one is a link, or if one cannot be created. On Windows, the user's profile is private by itself.
 */
export function privateFolder(base: string, names: readonly string[]): string | undefined {
  const uid = process.getuid?.();
  try {
    if (!isSafe(realpathSync(nearestExisting(base)), uid)) return undefined;
    mkdirSync(base, { recursive: true, mode: 0o700 });
    let folder = realpathSync(base);
    for (const name of names) {
      folder = path.join(folder, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const stat = lstatSync(folder);
      if (!stat.isDirectory() || (uid !== undefined && stat.uid !== uid)) return undefined;
      if (uid !== undefined && (stat.mode & 0o022) !== 0) chmodSync(folder, 0o700);
    }
    return folder;
  } catch {
    return undefined;
  }
}

function nearestExisting(folder: string): string {
  const parent = path.dirname(folder);
  return parent === folder || lstatSync(folder, { throwIfNoEntry: false }) ? folder : nearestExisting(parent);
}

/** True if other users, except root, can neither write to a folder nor replace it or a folder above it. */
function isSafe(folder: string, uid: number | undefined): boolean {
  if (uid === undefined) return true;
  const { mode, uid: owner } = lstatSync(folder);
  if (owner !== uid || (mode & 0o022) !== 0) return false;
  return foldersAbove(folder).every((above) => {
    const stat = lstatSync(above);
    return (stat.uid === uid || stat.uid === 0) && ((stat.mode & 0o022) === 0 || (stat.mode & sticky) !== 0);
  });
}

/** In a folder with this bit, only the owner of an entry can rename it. */
const sticky = 0o1000;

function foldersAbove(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}
