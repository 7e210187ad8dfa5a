import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';
import { findingsIn, type Finding } from './rules.ts';

/** Third-party texts, the list of phrases itself, and test data. */
const skipped =
  /^scripts\/style\/|^scripts\/generate\/schema\/|\/test\/(?:compat|double\/description|recorded)\/|\/LICENSE$|pnpm-lock|package-lock|\.snap$/;
const prose = /\.(?:ts|mts|mjs|cjs|md|ya?ml|json|sh|conf)$/;

/** Returns the part of the repository that is counted separately: a package, or a top-level folder. */
export const areaOf = (file: string): string =>
  /^packages\/[^/]+/.exec(file)?.[0] ?? (file.includes('/') ? (file.split('/')[0] ?? '') : 'root');

/** Returns the tracked and new files that people read; empty outside of a git clone. */
export function proseFiles(): string[] {
  if (!existsSync(path.join(root, '.git'))) return [];
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed
    .split('\0')
    .filter((file) => prose.test(file) && !skipped.test(file) && existsSync(path.join(root, file)));
}

export interface Place extends Finding {
  file: string;
}

export function findingsByArea(): Map<string, Place[]> {
  const areas = new Map<string, Place[]>();
  for (const file of proseFiles()) {
    const findings = findingsIn(readFileSync(path.join(root, file), 'utf8'));
    const area = areaOf(file);
    areas.set(area, [...(areas.get(area) ?? []), ...findings.map((finding) => ({ ...finding, file }))]);
  }
  return areas;
}
