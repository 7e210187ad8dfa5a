import { defineTool, z } from '@mcp-reference/kit';
import { lineRange } from '../arguments.ts';
import type { Context } from '../context.ts';
import { resetText } from '../work/reset.ts';

export const gitReset = defineTool({
  name: 'git_reset',
  title: 'Reset',
  description:
    'Put things back. unstage takes all, some paths, hunks or lines out of the index; discard undoes changes in files; clean removes untracked files; soft, mixed, keep and hard move the branch to target. What would be lost is told and asked first, and kept for git_undo.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  confirms: true,
  input: z.object({
    repo_path: z.string().optional(),
    mode: z.enum(['unstage', 'discard', 'clean', 'soft', 'mixed', 'keep', 'hard']).default('unstage'),
    target: z.string().optional().describe('Commit; for discard, where to take the files from.'),
    paths: z.array(z.string()).default([]),
    hunks: z.array(z.string()).optional(),
    lines: z.array(lineRange).max(1000).optional(),
    ignored: z.boolean().default(false).describe('clean: ignored files too.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return resetText(await git.open(repo_path, call), input, call);
  },
});
