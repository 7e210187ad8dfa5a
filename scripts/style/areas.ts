import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ownFiles } from '../own-files.ts';
import { root } from '../packages.ts';
import { findingsIn, type Finding } from './rules.ts';

/** Third-party texts, the list of phrases itself, and test data. */
const skipped =
  /^scripts\/style\/|^scripts\/generate\/schema\/|\/test\/(?:compat|double\/description|recorded)\/|\/LICENSE$|pnpm-lock|package-lock|\.snap$/;
const prose = /\.(?:ts|mts|mjs|cjs|md|ya?ml|json|sh|conf)$/;

/** Returns the part of the repository that is counted separately: a package, or a top-level folder. */
export const areaOf = (file: string): string =>
  /^packages\/[^/]+/.exec(file)?.[0] ?? (file.includes('/') ? (file.split('/')[0] ?? '') : 'root');

/** Returns the repository's own files that people read; empty outside of a git clone. */
export const proseFiles = (): string[] => ownFiles().filter((file) => prose.test(file) && !skipped.test(file));

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
