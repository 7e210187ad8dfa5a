import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What is to be done with `main` as it is. */
export type Step = 'version' | 'publish' | 'none';

/** A package in the plan that changesets makes. */
export interface Release {
  name: string;
  version: string;
  /** The pack, relative to the folder of the plan. */
  tarball: string;
}

/** Changesets first become versions; versions that the npm registry does not have are published. */
export const nextStep = (changesets: readonly string[], unpublished: number): Step =>
  changesets.length > 0 ? 'version' : unpublished > 0 ? 'publish' : 'none';

/** The changesets that wait, by file name. */
export function waitingChangesets(root: string): string[] {
  return readdirSync(path.join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
}

/**
 * What is to be published, of a plan that `changeset publish-plan` or `changeset pack` wrote. Packages that are only tagged
 * are left out.
 */
export function releasesOf(file: string): Release[] {
  if (!existsSync(file)) return [];
  const { plan }: { plan: { kind: string; name: string; version: string; tarball?: { path: string } }[][] } =
    JSON.parse(readFileSync(file, 'utf8'));
  return plan
    .flat()
    .filter(({ kind }) => kind === 'publish')
    .map(({ name, version, tarball }) => ({ name, version, tarball: tarball?.path ?? '' }));
}

/** What a CHANGELOG says of one version, without its heading. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n', 1)[0]?.trim() === version);
  if (section === undefined) throw new Error(`The CHANGELOG has nothing about ${version}.`);
  return section.slice(section.indexOf('\n') + 1).trim();
}
