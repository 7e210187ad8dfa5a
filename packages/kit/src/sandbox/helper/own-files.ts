import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bounds } from './bounds.ts';

/**
 * A small file of the user's own configuration, outside the allowed folders; undefined when there is none. For what
 * decides how files are shown, such as git's list of ignored ones; its text is never part of an answer.
 */
export function readConfiguration(file: string, most: number): string | undefined {
  bounds()?.mustBeLocal(file);
  try {
    const stat = fs.statSync(file);
    return stat.isFile() && stat.size <= most ? fs.readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The user's home, and where programs keep their configuration in it. */
export function configurationFolders(): { home: string; config: string } {
  const home = os.homedir();
  return { home, config: process.env['XDG_CONFIG_HOME'] || path.join(home, '.config') };
}
