import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their path below a folder, with `/`. */
export type Files = ReadonlyMap<string, string>;

/** Folders that building and installing create. */
const made = new Set(['node_modules', 'dist', '.turbo']);

/** Returns all text files below a folder, without generated ones. */
export function readFiles(folder: string): Files {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const parts = path.relative(folder, file).split(path.sep);
    if (entry.isFile() && !parts.some((part) => made.has(part))) files.set(parts.join('/'), readFileSync(file, 'utf8'));
  }
  return files;
}

/** Maps every text. */
export const mapFiles = (files: Files, change: (text: string) => string): Files =>
  new Map([...files].map(([name, text]) => [name, change(text)]));

/**
 * Creates a folder with these files, completely or not at all: they are written to `staging`, on the same disk, and
 * renamed at the end. `finish` runs before that, with the temporary folder.
 */
export async function makeFolder(
  target: string,
  files: Files,
  staging: string,
  finish: (folder: string) => Promise<void>,
): Promise<void> {
  const temporary = mkdtempSync(path.join(staging, '.new-server-'));
  try {
    // A subfolder, because only the owner may enter the temporary folder itself.
    const folder = path.join(temporary, path.basename(target));
    for (const [name, text] of files) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    await finish(folder);
    renameSync(folder, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
