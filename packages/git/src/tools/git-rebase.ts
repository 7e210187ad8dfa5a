import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { rebaseText } from '../work/rebase.ts';

export const gitRebase = defineTool({
  name: 'git_rebase',
  title: 'Rebase and edit history',
  description:
    'Write commits of the current branch anew: amend the last one with what is staged, move all onto another commit, or give steps for the last commits, oldest first: pick, reword, squash, fixup, drop, in the order wanted. A snapshot is kept for git_undo; commits that a remote has are asked for first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({
    repo_path: z.string().optional(),
    onto: z.string().optional(),
    steps: z
      .array(
        z.object({
          commit: z.string(),
          action: z.enum(['pick', 'reword', 'squash', 'fixup', 'drop']).default('pick'),
          message: z.string().max(100_000).optional(),
        }),
      )
      .min(1)
      .max(500)
      .optional(),
    amend: z.boolean().default(false),
    message: z.string().max(1_000_000).optional().describe('amend: a new message.'),
    merges: z.boolean().default(false).describe('Keep merges.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return rebaseText(await git.open(repo_path, call), input, call);
  },
});
