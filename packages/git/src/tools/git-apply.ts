import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { applyText } from '../operations/apply.ts';

const input = z.object({
  repo_path: repoPath,
  patch: z.string().min(1).describe('A unified diff, or mails.'),
  to: z
    .enum(['worktree', 'index', 'both', 'commits'])
    .default('worktree')
    .describe('Where it goes; commits takes mails.'),
  reverse: flag('Take the patch back out.'),
  three_way: flag('Merge where it does not fit (index, both).'),
  check: flag('Only see whether it fits.'),
});

export type ApplyInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitApply = defineTool({
  name: 'git_apply',
  title: 'Apply patch',
  description:
    'Apply a unified diff to the work tree, the index or both, all or nothing; or mails (git_show with mail) as commits. check only shows whether it fits.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return applyText(await git.open(repo_path, call), input, call);
  },
});
