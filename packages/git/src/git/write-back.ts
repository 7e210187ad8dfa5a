import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import { parseConfigFile } from './config-file.ts';
import { keyParts } from './config.ts';
import type { Calling } from './repository.ts';
import { changesOf, relink, type View, type Views } from './view.ts';

/** Runs git on a file or repository that is named by its arguments or environment, with none of this repository's configuration. */
export type RunGit = (
  args: readonly string[],
  options: { ok?: readonly number[]; env?: Record<string, string> },
) => Promise<void>;

/**
 * Carries what a command changed in the private view over to the repository: upstreams and remotes in the configuration, HEAD
 * of the main work tree after a rename, and the end of a shallow clone.
 */
export async function writeBack(
  views: Views,
  view: View,
  layout: Layout,
  { files, run, call }: { files: Sandbox<GitOperations>; run: RunGit; call: Calling },
): Promise<void> {
  const changes = await changesOf(view);
  const { config, head, unshallow } = changes;
  if (config !== undefined) await replay(view.config, config, `${layout.commonDir}/config`, run);
  if (unshallow) await files.run('dropShallow', { commonDir: layout.commonDir }, call);
  if (head !== undefined)
    await run(['symbolic-ref', '-m', 'renamed', 'HEAD', head], { env: { GIT_DIR: layout.commonDir } });
  if (config === undefined && head === undefined && unshallow === undefined) return;
  await relink(view, changes, layout.commonDir);
  views.forget(view);
}

type Values = Map<string, string[]>;

/** Repeats on the repository's own file what distinguishes two configurations: renamed and removed sections, then values. */
async function replay(before: string, after: string, file: string, run: RunGit): Promise<void> {
  const git = (args: readonly string[], ok: readonly number[] = []) => run(['config', '--file', file, ...args], { ok });
  let old = valuesOf(before);
  const now = valuesOf(after);
  for (const section of ['branch', 'remote']) {
    const [had, has] = [subsectionsOf(old, section), subsectionsOf(now, section)];
    const gone = [...had].filter((name) => !has.has(name));
    const come = [...has].filter((name) => !had.has(name));
    const [from] = gone;
    const [to] = come;
    if (gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined) {
      await git(['--rename-section', `${section}.${from}`, `${section}.${to}`], [1, 2, 5, 128]);
      old = renamed(old, `${section}.${from}.`, `${section}.${to}.`);
    } else for (const name of gone) await git(['--remove-section', `${section}.${name}`], [1, 2, 5, 128]);
    for (const name of gone) for (const key of old.keys()) if (key.startsWith(`${section}.${name}.`)) old.delete(key);
  }
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [had, has] = [old.get(key) ?? [], now.get(key) ?? []];
    for (const value of had.filter((one) => !has.includes(one)))
      await git(['--fixed-value', '--unset-all', key, value], [5]);
    // An extension has one value, and one that a view does not have may be there already.
    const how = key.startsWith('extensions.') ? '--replace-all' : '--add';
    for (const value of has.filter((one) => !had.includes(one))) await git([how, key, value]);
  }
}

function valuesOf(text: string): Values {
  const values: Values = new Map();
  for (const { key, value } of parseConfigFile(text)) {
    const name = Buffer.from(key, 'latin1').toString();
    values.set(name, [...(values.get(name) ?? []), Buffer.from(value, 'latin1').toString()]);
  }
  return values;
}

const subsectionsOf = (values: Values, section: string): Set<string> =>
  new Set(
    [...values.keys()].flatMap((key) => {
      const parts = keyParts(key);
      return parts.section === section && parts.sub !== undefined ? [parts.sub] : [];
    }),
  );

const renamed = (values: Values, from: string, to: string): Values =>
  new Map([...values].map(([key, value]) => [key.startsWith(from) ? to + key.slice(from.length) : key, value]));
