import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { windowsProgram } from '../programs.ts';

/** The time limit of the program, in milliseconds. */
const limit = 5_000;

/**
 * Returns true if two files of a folder have the same access list on Windows, or if that cannot be found out. A copy gets what its
 * folder hands to new files, and not a list that was set for one file or came with it from another folder.
 * @param program icacls, which knows access lists; Node does not
 */
export function haveSameAccess(
  cwd: string,
  names: readonly [string, string],
  program = windowsProgram('icacls'),
): boolean {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'mcp-access-'));
  try {
    const [first, second] = names.map((name, index) => savedList(cwd, name, path.join(temporary, `${index}`), program));
    return first === undefined || second === undefined || first === second;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Returns the access list of a file in Microsoft's notation (SDDL), which no language or code page changes. */
function savedList(cwd: string, name: string, file: string, program: string): string | undefined {
  try {
    spawnSync(program, [name, '/save', file], { cwd, stdio: 'ignore', timeout: limit, windowsHide: true });
    // The name of the file, and its list on the next line.
    return /^D:.*$/m.exec(readFileSync(file, 'utf16le'))?.[0].trim();
  } catch {
    return undefined;
  }
}
