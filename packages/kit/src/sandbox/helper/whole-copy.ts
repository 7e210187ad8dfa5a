import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { haveSameAccess } from './access-list.ts';
import { mayWait } from './bounds.ts';
import type { Folder } from './folder.ts';
import type { OpenFile } from './open-file.ts';
import { attemptAny } from '../../attempt.ts';

/** The time limit of the program, in milliseconds. */
const limit = 30_000;

/**
 * True on systems where nothing copies the attributes of a file alone, but the system's own copy of a whole file has them:
 * tags, quarantine and access lists on macOS, streams and attributes on Windows. An access list that was set for one file there is none of them: such a file is not copied.
 */
export const copiesWhole = (platform: NodeJS.Platform = process.platform): boolean =>
  platform === 'darwin' || platform === 'win32';

interface System {
  platform?: NodeJS.Platform;
  /** The program that knows access lists on Windows, for tests. */
  accessLists?: string;
}

/**
 * Makes an empty file that has all attributes of another one beside it, and opens it for writing. Undefined if the system
 * cannot.
 */
export function emptyCopy(
  folder: Folder,
  name: string,
  newName: string,
  { platform = process.platform, accessLists }: System = {},
): OpenFile | undefined {
  folder.rules.assertWritable(newName);
  mayWait();
  if (folder.find(newName) !== undefined) return undefined;
  try {
    if (!folder.within((cwd) => copyBeside(cwd, name, newName, platform, accessLists))) return undefined;
    const file = folder.openForWriting(newName, 'in place');
    file.truncate(0);
    return file;
  } catch {
    // A link, or something else that took the place of the file meanwhile.
    if (folder.peek(newName)?.kind !== 'folder') attemptAny(() => folder.removeFile(newName));
    return undefined;
  }
}

function copyBeside(
  cwd: string,
  name: string,
  newName: string,
  platform: NodeJS.Platform,
  accessLists?: string,
): boolean {
  if (platform === 'win32') {
    const [old, copy] = [`${cwd}/${name}`, `${cwd}/${newName}`];
    // Compared while the new file is empty: its list may let more people read.
    fs.writeFileSync(copy, '', { flag: 'wx' });
    const isSame = haveSameAccess(cwd, [name, newName], accessLists);
    fs.rmSync(copy);
    if (isSame) fs.copyFileSync(old, copy, fs.constants.COPYFILE_EXCL);
    return isSame;
  }
  // -R -P: what became a link meanwhile is copied as a link, which is then refused.
  const args = ['-pRP', `./${name}`, `./${newName}`];
  return spawnSync('/bin/cp', args, { cwd, env: {}, stdio: 'ignore', timeout: limit }).status === 0;
}
