import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Repo } from '../world.ts';

/** The git directory of a work tree. */
export function gitDirOf(repo: Repo): string {
  const dot = repo.at('.git');
  if (lstatSync(dot).isDirectory()) return dot;
  return path.resolve(
    repo.folder,
    readFileSync(dot, 'utf8')
      .replace(/^gitdir: /, '')
      .trim(),
  );
}
