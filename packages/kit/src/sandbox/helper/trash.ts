import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where something goes, and what has to be written beside it for the desktop to know where it was. */
export interface TrashPlace {
  target: string;
  /** Called once it is there. */
  note(): void;
}

/**
 * A free place for `name` in the user's trash: on Linux and other systems with desktops as freedesktop.org specifies it,
 * on macOS in `~/.Trash`. Undefined where there is none that a program can move files to, as on Windows.
 * @param original the path it has now
 */
export function trashPlace(name: string, original: string, platform = process.platform): TrashPlace | undefined {
  try {
    if (platform === 'win32') return undefined;
    if (platform === 'darwin') {
      const folder = path.join(os.homedir(), '.Trash');
      return fs.statSync(folder).isDirectory() ? { target: freeIn(folder, name), note() {} } : undefined;
    }
    const home = process.env['XDG_DATA_HOME'] || path.join(os.homedir(), '.local', 'share');
    const trash = path.join(home, 'Trash');
    for (const part of ['files', 'info']) fs.mkdirSync(path.join(trash, part), { recursive: true, mode: 0o700 });
    const target = freeIn(path.join(trash, 'files'), name);
    const note = () => {
      const date = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
      const info = `[Trash Info]\nPath=${encodeURI(original)}\nDeletionDate=${date}\n`;
      fs.writeFileSync(path.join(trash, 'info', `${path.basename(target)}.trashinfo`), info, { mode: 0o600 });
    };
    return { target, note };
  } catch {
    return undefined;
  }
}

/**
 * Returns true if something is at `target`, and that is directly in the user's trash or in `own`. A list of changes may
 * be in an allowed folder, where anything could have been written into it.
 */
export function isTrashed(target: string, own: string | undefined, platform = process.platform): boolean {
  const home = process.env['XDG_DATA_HOME'] || path.join(os.homedir(), '.local', 'share');
  const system = platform === 'darwin' ? path.join(os.homedir(), '.Trash') : path.join(home, 'Trash', 'files');
  const isPlain = path.resolve(target) === target && !target.includes('\0');
  const isThere = isPlain && [system, own].includes(path.dirname(target));
  return isThere && fs.lstatSync(target, { throwIfNoEntry: false }) !== undefined;
}

/** Removes the note of something that was taken out of the trash again. */
export function forgetTrashed(target: string): void {
  const info = path.join(path.dirname(path.dirname(target)), 'info', `${path.basename(target)}.trashinfo`);
  fs.rmSync(info, { force: true });
}

/** A name that is not taken: `report.txt`, `report 2.txt` … */
export function freeIn(folder: string, name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let n = 1; ; n++) {
    const target = path.join(folder, n === 1 ? name : `${stem} ${n}${ext}`);
    if (fs.lstatSync(target, { throwIfNoEntry: false }) === undefined) return target;
  }
}
