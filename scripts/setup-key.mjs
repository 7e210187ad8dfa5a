// Plain JavaScript, because the host's Node runs it before anything is installed.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The file that records what the installation was made from. */
export const stamp = path.join(root, 'node_modules', '.setup');

/** Returns a key of everything that the installation depends on; it is redone when the key changes. */
export function setupKey() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
    hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}
