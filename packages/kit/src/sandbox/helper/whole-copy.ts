import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';
import type { OpenFile } from './open-file.ts';
import { attemptAny } from '../../attempt.ts';

/** The time limit of the program, in milliseconds. */
const limit = 30_000;

/**
 * True on systems where nothing copies the attributes of a file alone, but the system's own copy of a whole file has them:
 * tags, quarantine and access lists on macOS, streams and attributes on Windows (not access lists set for one file).
 */
export const copiesWhole = (platform: NodeJS.Platform = process.platform): boolean =>
  platform === 'darwin' || platform === 'win32';

/**
 * Makes an empty file that has all attributes of another one beside it, and opens it for writing. Undefined if the system
 * cannot.
 */
export function emptyCopy(
  folder: Folder,
  name: string,
  newName: string,
  platform: NodeJS.Platform = process.platform,
): OpenFile | undefined {
  folder.rules.assertWritable(newName);
  mayWait();
  if (folder.find(newName) !== undefined) return undefined;
  try {
    if (!folder.within((cwd) => copyBeside(cwd, name, newName, platform))) return undefined;
    const file = folder.openForWriting(newName, 'in place');
    file.truncate(0);
    return file;
  } catch {
    // A link, or something else that took the place of the file meanwhile.
    if (folder.peek(newName)?.kind !== 'folder') attemptAny(() => folder.removeFile(newName));
    return undefined;
  }
}

function copyBeside(cwd: string, name: string, newName: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') {
    fs.copyFileSync(`${cwd}/${name}`, `${cwd}/${newName}`, fs.constants.COPYFILE_EXCL);
    return true;
  }
  // -R -P: what became a link meanwhile is copied as a link, which is then refused.
  const args = ['-pRP', `./${name}`, `./${newName}`];
  return spawnSync('/bin/cp', args, { cwd, env: {}, stdio: 'ignore', timeout: limit }).status === 0;
}
