import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { mergeText } from '../work/sequence.ts';

export const gitMerge = defineTool({
  name: 'git_merge',
  title: 'Merge, cherry-pick, revert',
  description:
    'Bring commits into the current branch: merge a branch, cherry_pick single commits, or revert some. A conflict is an answer, not an error: go on with git_conflicts and git_resolve. To see beforehand what a merge would do use git_conflicts with preview.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    action: z.enum(['merge', 'cherry_pick', 'revert']).default('merge'),
    revisions: z.array(z.string()).min(1).max(100).describe('For merge one, else in the order to apply.'),
    message: z.string().max(30_000).optional(),
    ff: z.enum(['auto', 'only', 'no']).default('auto'),
    squash: z.boolean().default(false),
    no_commit: z.boolean().default(false),
    mainline: z.number().int().min(1).max(16).optional().describe('Which parent of a merge to compare with.'),
    origin: z.boolean().default(false).describe('cherry_pick: note where it came from.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return mergeText(await git.open(repo_path, call), input, call);
  },
});
