import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { emptyHome, type Home } from '../registry/home.ts';
import { samples, type Sample } from './samples.ts';

/** A new computer from the view of a process: a home, the programs on its PATH, and sample data. */
export interface Ground extends Home {
  sample: Sample;
}

/**
 * Creates one, removed after the test.
 * @param bin the folder with Node, and with npm if something is to be installed.
 * @param npmrc the lines of the home's `.npmrc`.
 */
export async function newGround(server: string, bin: string, npmrc: readonly string[] = []): Promise<Ground> {
  const home = emptyHome(npmrc);
  onTestFinished(() => rmSync(home.folder, { recursive: true, force: true, maxRetries: 5 }));
  const prepare = samples[server];
  if (prepare === undefined) throw new Error(`samples.ts has nothing for ${server}.`);
  const sample = await prepare(home.folder);
  onTestFinished(() => sample.close());
  const PATH = [bin, ...systemFolders(path.join(home.folder, 'bin'))].join(path.delimiter);
  return { folder: home.folder, env: { ...home.env, PATH }, sample };
}

/** Links the few system programs that servers and npm start; no compiler and no Python. */
function systemFolders(to: string): string[] {
  if (process.platform === 'win32')
    return [path.dirname(find('git.exe')), path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32')];
  mkdirSync(to);
  for (const name of ['sh', 'git']) symlinkSync(find(name), path.join(to, name));
  return [to];
}

/** @throws Error when the program is not on the PATH. */
function find(program: string): string {
  const folders = (process.env['PATH'] ?? process.env['Path'] ?? '').split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${program} is needed and not on the PATH.`);
  return found;
}
