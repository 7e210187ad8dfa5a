import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The next step for the current `main`. */
export type Step = 'version' | 'publish' | 'none';

/** A package in the plan of changesets. */
export interface Release {
  name: string;
  version: string;
  /** The pack, relative to the folder of the plan. */
  tarball: string;
}

/** Decides the next step: changesets become versions first; versions missing in the npm registry are published. */
export const nextStep = (changesets: readonly string[], unpublished: number): Step =>
  changesets.length > 0 ? 'version' : unpublished > 0 ? 'publish' : 'none';

/** Returns the pending changesets, by file name. */
export function waitingChangesets(root: string): string[] {
  return readdirSync(path.join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
}

/**
 * Returns the packages to publish from a plan of `changeset publish-plan` or `changeset pack`, without those that are
 * only tagged.
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

/** Returns a CHANGELOG's section for a version, without its heading. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n', 1)[0]?.trim() === version);
  if (section === undefined) throw new Error(`The CHANGELOG has nothing about ${version}.`);
  return section.slice(section.indexOf('\n') + 1).trim();
}
