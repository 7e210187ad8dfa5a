/** Everything the bench installs or generates lives in one folder outside the repository. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Family } from './types.ts';

/** Where one server works in one scenario: the folder that it may touch, and its own corner of it for writes. */
export interface Place {
  readonly folder: string;
  readonly own: string;
}

export const benchFolder = dirname(fileURLToPath(import.meta.url));
export const repository = dirname(dirname(benchFolder));

// Real path: servers may print or compare paths as the kernel knows them (/tmp is a link on macOS).
const root = join(realpathSync(tmpdir()), 'mcp-reference-bench');

export function scratchFolder(...names: readonly string[]): string {
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An empty folder with a package.json, so that npm takes it, not a folder above it, for the project. */
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
