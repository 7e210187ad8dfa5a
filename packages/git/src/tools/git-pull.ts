import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { pullText } from '../work/fetch.ts';

export const gitPull = defineTool({
  name: 'git_pull',
  title: 'Pull',
  description:
    'Fetch, then bring the upstream into the current branch: ff refuses when both sides have commits, merge makes a merge commit, rebase puts your commits on top (kept for git_undo).',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: z.string().optional(),
    remote: z.string().optional(),
    branch: z.string().optional(),
    how: z.enum(['ff', 'merge', 'rebase']).default('ff'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pullText(git, await git.open(repo_path, call), input, call);
  },
});
