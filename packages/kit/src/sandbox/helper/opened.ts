import fs from 'node:fs';
import { errnoOf } from '../errno.ts';

const descriptors = '/proc/self/fd';

/**
 * What this process has open, by the path that the kernel gives it now: `dev:ino` (proc(5)). For libraries that open
 * by path: what they really opened can be compared with what was meant. Undefined where the system does not tell.
 */
export function openedFiles(): Map<string, string> | undefined {
  if (process.platform !== 'linux') return undefined;
  let names: string[];
  try {
    names = fs.readdirSync(descriptors);
  } catch {
    return undefined;
  }
  const opened = new Map<string, string>();
  for (const name of names) {
    try {
      const stat = fs.fstatSync(Number(name));
      const path = fs.readlinkSync(`${descriptors}/${name}`);
      // What a process reads about itself, such as its memory, from a thread of its own at any moment.
      if (stat.isFile() && !path.startsWith('/proc/')) opened.set(path, `${stat.dev}:${stat.ino}`);
    } catch (error) {
      // The descriptor of the listing itself is closed by now.
      if (!['EBADF', 'ENOENT'].includes(errnoOf(error) ?? '')) throw error;
    }
  }
  return opened;
}

/** What a file that a library opened by this path is at this moment: differs after every change. Nothing of it is read. */
export function stampOf(path: string): string {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '-' : `${stat.dev}:${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
