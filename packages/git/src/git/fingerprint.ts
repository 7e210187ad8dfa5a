import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../operations/index.ts';
import type { HookFile } from '../operations/hooks.ts';
import type { Layout } from '../operations/layout.ts';
import { isRepositorys, lastValue, type ConfigEntry } from './config.ts';
import { isExecutable } from './hardening.ts';
import type { Calling } from './repository.ts';

/** Where the repository's hooks are: its own folder, or the one that its configuration names. */
export function hookFolder(layout: Layout, entries: readonly ConfigEntry[]): string {
  const named = lastValue(entries.filter(isRepositorys), 'core.hookspath');
  return named === undefined ? `${layout.commonDir}/hooks` : path.resolve(layout.top ?? layout.gitDir, named);
}

export const hookFiles = (
  files: Sandbox<GitOperations>,
  layout: Layout,
  entries: readonly ConfigEntry[],
  call: Calling,
): Promise<HookFile[]> => files.run('hooks', { folder: hookFolder(layout, entries) }, call);

/** What would be executed, as one hash: a decision to trust holds for exactly this. */
export async function fingerprint(
  files: Sandbox<GitOperations>,
  layout: Layout,
  entries: readonly ConfigEntry[],
  call: Calling,
): Promise<string> {
  const hash = createHash('sha256');
  for (const { key, value, scope } of entries.filter((entry) => isRepositorys(entry) && isExecutable(entry.key)))
    hash.update(JSON.stringify([scope, key, value]));
  for (const { name, sha256 } of await hookFiles(files, layout, entries, call))
    hash.update(JSON.stringify([name, sha256]));
  return hash.digest('hex');
}
