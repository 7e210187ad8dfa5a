/** The folder outside of the repository for everything that the bench installs or generates. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Family } from './types.ts';

/** The place of one server in one scenario: the folder that it may touch, and its own part of it for writes. */
export interface Place {
  readonly folder: string;
  readonly own: string;
}

export const benchFolder = dirname(fileURLToPath(import.meta.url));
export const repository = dirname(dirname(benchFolder));

// The real path, because servers may print or compare it (/tmp is a link on macOS).
const root = join(realpathSync(tmpdir()), 'mcp-reference-bench');

export function scratchFolder(...names: readonly string[]): string {
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Returns an empty folder with a package.json, so that npm uses it as the project and not a parent folder. */
export function emptyProject(...names: readonly string[]): string {
  const folder = join(root, ...names);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  return folder;
}

export function sandboxFolder(family: Family): string {
  return scratchFolder('fixtures', family);
}

export function placeFor(server: { readonly name: string; readonly family: Family }): Place {
  const folder = sandboxFolder(server.family);
  return { folder, own: scratchFolder('fixtures', server.family, 'own', server.name) };
}
