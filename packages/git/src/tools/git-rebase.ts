import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { rebaseText } from '../operations/rebase.ts';

const input = z.object({
  repo_path: repoPath,
  onto: z.string().optional().describe('Where the commits go: a branch or commit.'),
  steps: z
    .array(
      z.object({
        commit: z.string().describe('Its id.'),
        action: z
          .enum(['pick', 'reword', 'squash', 'fixup', 'drop', 'edit'])
          .default('pick')
          .describe('edit stops there, to amend or split it.'),
        message: z.string().max(100_000).optional().describe('reword, squash: the new message.'),
      }),
    )
    .min(1)
    .max(500)
    .optional()
    .describe('Every commit since the oldest named one; across merges only those to change.'),
  amend: z.boolean().default(false).describe('Replace the last commit (as git_commit does).'),
  message: z.string().max(1_000_000).optional().describe('amend: a new message.'),
  merges: z.boolean().default(false).describe('onto: keep merges instead of flattening them.'),
  autosquash: z.boolean().default(false).describe('onto: "fixup! …" commits go into those they are for.'),
  update_refs: z.boolean().optional().describe('Move branches on the way along. Default: rebase.updateRefs.'),
});

export type RebaseInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitRebase = defineTool({
  name: 'git_rebase',
  title: 'Rebase and edit history',
  description:
    'Rewrite commits of the current branch: move all onto another commit (onto), amend the last one with what is staged, or give steps for the last commits, oldest first, in the order wanted. A snapshot is kept for git_undo; for commits that a remote has the user is asked first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { upstream: 'onto', branch: 'onto' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return rebaseText(await git.open(repo_path, call), input, call);
  },
});
