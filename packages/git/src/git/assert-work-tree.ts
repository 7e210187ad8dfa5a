import path from 'node:path';
import { ToolError, visible } from '@mcp-reference/kit';
import type { Layout } from '../files/layout.ts';
import { lastValue } from './config.ts';
import type { Declared } from './declared.ts';
import { isWithin } from '../places.ts';

/**
 * A setting that leads out of the allowed folders is not followed, and changes nothing.
 * @throws ToolError `unsupported` where `core.worktree` names another allowed folder than the one that `.git` is in: its files
 * would be taken for those of the repository, and every tracked file for deleted.
 */
export function assertWorkTree(
  { top, gitDir, commonDir }: Layout,
  { entries }: Declared,
  roots: readonly { real: string }[],
): void {
  const named = lastValue(entries, 'core.worktree');
  if (named === undefined || top === undefined || gitDir !== commonDir) return;
  const place = path.resolve(gitDir, named);
  if (place === top || !roots.some(({ real }) => isWithin(real, place))) return;
  throw new ToolError(
    'unsupported',
    `The files of this repository are in another folder (core.worktree = ${visible(named.slice(0, 200))}), not in "${visible(top)}". Nothing was done. If that setting is outdated, remove it with: git config --unset core.worktree.`,
  );
}
