import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their path below a folder, with `/` in it. */
export type Files = ReadonlyMap<string, string>;

/** What is made by building and installing. */
const made = new Set(['node_modules', 'dist', '.turbo']);

/** All text files below a folder, without what is made from them. */
export function readFiles(folder: string): Files {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const parts = path.relative(folder, file).split(path.sep);
    if (entry.isFile() && !parts.some((part) => made.has(part))) files.set(parts.join('/'), readFileSync(file, 'utf8'));
  }
  return files;
}

/** Changes every text. */
export const mapFiles = (files: Files, change: (text: string) => string): Files =>
  new Map([...files].map(([name, text]) => [name, change(text)]));

/**
 * Makes a folder with these files, whole or not at all: they are written in `staging`, a folder of the same disk, and
 * appear under their name at the end. `finish` runs before that, with the folder where they are until then.
 */
export async function makeFolder(
  target: string,
  files: Files,
  staging: string,
  finish: (folder: string) => Promise<void>,
): Promise<void> {
  const temporary = mkdtempSync(path.join(staging, '.new-server-'));
  try {
    // Not the temporary folder itself, which only its owner may enter.
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
