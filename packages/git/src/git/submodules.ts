import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../operations/index.ts';
import type { Layout } from '../operations/layout.ts';
import { keyParts } from './config.ts';
import type { GitCommand } from './command.ts';
import { gitmodules } from './commands/objects.ts';
import type { Override } from './hardening.ts';
import type { Calling } from './repository.ts';

/** A `.gitmodules` larger than this is not read, in bytes. */
const mostGitmodules = 1024 * 1024;

/**
 * Keeps git from looking into submodules to see whether they are changed: they have a configuration of their own, whose
 * filters would run. Their names are taken from `.gitmodules`.
 */
export async function submodulesIn(
  files: Sandbox<GitOperations>,
  layout: Layout,
  ask: (made: GitCommand) => Promise<Buffer>,
  call: Calling,
): Promise<Override[]> {
  const { bytes } = await files.run(
    'readBytes',
    { path: `${layout.top ?? layout.gitDir}/.gitmodules`, most: mostGitmodules },
    call,
  );
  if (bytes === undefined) return [];
  const listing = await ask(gitmodules());
  const names = new Set<string>();
  for (const pair of listing.toString().split('\0')) {
    const { section, sub } = keyParts(pair.split('\n')[0] ?? '');
    if (section === 'submodule' && sub !== undefined) names.add(sub);
  }
  return [...names].flatMap((name): Override[] => [
    [`submodule.${name}.ignore`, 'dirty'],
    [`submodule.${name}.update`, 'none'],
  ]);
}
