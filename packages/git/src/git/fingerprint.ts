import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { HookFile } from '../files/hooks.ts';
import type { Layout } from '../files/layout.ts';
import { isAllowed } from './allowed-keys.ts';
import { keyParts, lastValue, type ConfigEntry } from './config.ts';
import { isExecutable } from './hardening.ts';
import type { Calling } from './repository.ts';

/** All that a repository would run, as far as it can be told. */
export interface Programs {
  /** Settings that name a program, or lead to more settings. */
  commands: ConfigEntry[];
  hooks: HookFile[];
  /** The folder of the hooks. */
  folder: string;
  /** Files of the work tree that hooks and commands name. */
  reached: HookFile[];
  /** Why it cannot all be told. */
  hidden: string[];
}

/** Returns the folder of the repository's hooks: its own, or the one that its configuration names. */
export function hookFolder(layout: Layout, declared: readonly ConfigEntry[]): string {
  const named = lastValue(declared, 'core.hookspath');
  return named === undefined ? `${layout.commonDir}/hooks` : path.resolve(layout.top ?? layout.gitDir, named);
}

export const hookFiles = (
  files: Sandbox<GitOperations>,
  layout: Layout,
  declared: readonly ConfigEntry[],
  call: Calling,
): Promise<HookFile[]> => files.run('hooks', { folder: hookFolder(layout, declared) }, call);

export async function programsOf(
  files: Sandbox<GitOperations>,
  layout: Layout,
  declared: readonly ConfigEntry[],
  call: Calling,
): Promise<Programs> {
  const folder = hookFolder(layout, declared);
  const commands = declared.filter((entry) => isExecutable(entry.key));
  const hooks = await hookFiles(files, layout, declared, call);
  const reached =
    layout.top === undefined || commands.length + hooks.length === 0
      ? []
      : await files.run(
          'reachedFiles',
          {
            top: layout.top,
            folder,
            names: hooks.filter(({ hidden }) => !hidden).map(({ name }) => name),
            commands: commands.map(({ value }) => value),
          },
          call,
        );
  const hidden = [
    ...declared
      .filter(({ key }) => /^include(if)?$/.test(keyParts(key).section))
      .map(({ key, value }) => `${key} = ${value} leads to configuration elsewhere`),
    ...[...hooks, ...reached].filter((one) => one.hidden).map(({ name }) => `${name} cannot be read`),
  ];
  return { commands, hooks, folder, reached, hidden };
}

/** Returns one hash of what would be executed, and of every setting that is more than data: trust holds for exactly this. */
export async function fingerprint(
  files: Sandbox<GitOperations>,
  layout: Layout,
  declared: readonly ConfigEntry[],
  call: Calling,
): Promise<string> {
  const { hooks, reached, folder } = await programsOf(files, layout, declared, call);
  const hash = createHash('sha256');
  for (const { key, value, scope } of declared.filter((entry) => !isAllowed(entry)))
    hash.update(JSON.stringify([scope, key, value]));
  hash.update(JSON.stringify(folder));
  for (const { name, sha256, executable } of [...hooks, ...reached])
    hash.update(JSON.stringify([name, sha256, executable]));
  return hash.digest('hex');
}
