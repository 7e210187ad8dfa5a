import fs from 'node:fs';
import type { Folder } from './folder.ts';

/** Sets the folder's own mode, as far as the system lets it. */
export const setFolderMode = (folder: Folder, mode: number): void => change(folder, (at) => fs.chmodSync(at, mode));

/** Sets the folder's own owner and group, as far as the system lets it. */
export const setFolderOwner = (folder: Folder, uid: number, gid: number): void =>
  change(folder, (at) => fs.chownSync(at, uid, gid));

/** Sets the folder's own times, in milliseconds since the epoch. */
export const setFolderTimes = (folder: Folder, accessed: number, modified: number): void =>
  change(folder, (at) => fs.utimesSync(at, accessed / 1000, modified / 1000));

function change(folder: Folder, act: (at: string) => void): void {
  folder.rules.assertWritable('');
  folder.within(act);
}
