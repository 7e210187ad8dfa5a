import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { applyText } from '../work/apply.ts';

export const gitApply = defineTool({
  name: 'git_apply',
  title: 'Apply patch',
  description:
    'Apply a unified diff to the work tree, the index or both, all or nothing; or mails (git_show with mail) as commits. check only tells whether it fits.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    patch: z.string().min(1),
    to: z.enum(['worktree', 'index', 'both', 'commits']).default('worktree'),
    reverse: z.boolean().default(false),
    three_way: z.boolean().default(false),
    check: z.boolean().default(false),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return applyText(await git.open(repo_path, call), input, call);
  },
});
