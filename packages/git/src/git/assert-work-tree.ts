import path from 'node:path';
import { ToolError, visible } from '@mcp-reference/kit';
import type { Sandbox } from '@mcp-reference/kit/sandbox';
import type { GitOperations } from '../files/index.ts';
import type { Layout } from '../files/layout.ts';
import { lastValue } from './config.ts';
import type { Declared } from './declared.ts';
import type { Calling } from './repository.ts';

/**
 * A setting that names no folder, or one outside the allowed folders, is not followed and changes nothing.
 * @throws ToolError `unsupported` where `core.worktree` names another allowed folder than the one that `.git` is in: its files
 * would be taken for those of the repository, and every tracked file for deleted.
 */
export async function assertWorkTree(
  { top, gitDir, commonDir }: Layout,
  { entries }: Declared,
  files: Sandbox<GitOperations>,
  call: Calling,
): Promise<void> {
  const named = lastValue(entries, 'core.worktree');
  if (named === undefined || top === undefined || gitDir !== commonDir) return;
  const place = path.resolve(gitDir, named);
  if (place === top) return;
  const there = await files.locate(place, call).catch((error: unknown) => {
    if (error instanceof ToolError) return undefined;
    throw error;
  });
  if (there?.kind !== 'folder' || String(there.path) === top) return;
  throw new ToolError(
    'unsupported',
    `The files of this repository are in another folder (core.worktree = ${visible(named.slice(0, 200))}), not in "${visible(top)}". Nothing was done. If that setting is outdated, remove it with: git config --unset core.worktree.`,
  );
}
