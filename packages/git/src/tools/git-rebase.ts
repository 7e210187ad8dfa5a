import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, text } from '../arguments.ts';
import type { Context } from '../context.ts';
import { rebaseText } from '../operations/rebase.ts';

const input = z.object({
  repo_path: repoPath,
  onto: z.string().optional().describe('New base.'),
  steps: z
    .array(
      z.object({
        commit: z.string().describe('Id.'),
        action: z
          .enum(['pick', 'reword', 'squash', 'fixup', 'drop', 'edit'])
          .default('pick')
          .describe('edit stops there.'),
        message: text(100_000).optional().describe('reword, squash: new message.'),
      }),
    )
    .refine((steps) => steps.length > 0 && steps.length <= 500, 'Give 1 to 500 steps.')
    .optional()
    .describe('All commits since the oldest named; across merges those to change.'),
  amend: flag('As git_commit.'),
  message: text(1_000_000).optional().describe('amend: message.'),
  merges: flag('onto: keep merges.'),
  autosquash: flag('onto: melt "fixup! …" commits in.'),
  update_refs: z.boolean().optional().describe('Move stacked branches along.'),
});

export type RebaseInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitRebase = defineTool({
  name: 'git_rebase',
  title: 'Rebase',
  description:
    'Rewrite the current branch: move it onto another commit (onto), or edit its last commits (steps, oldest first). To amend use git_commit.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { upstream: 'onto', branch: 'onto' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return rebaseText(await git.open(repo_path, call), input, call);
  },
});
