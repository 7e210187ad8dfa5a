import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pullText } from '../operations/fetch.ts';

export const gitPull = defineTool({
  name: 'git_pull',
  title: 'Pull',
  description:
    'Fetch, then bring the upstream into the current branch: ff refuses when both sides have commits, merge makes a merge commit, rebase puts your commits on top (kept for git_undo).',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: repoPath,
    remote: z.string().optional().describe("Default: the upstream's."),
    branch: z.string().optional().describe('Default: the upstream.'),
    how: z.enum(['ff', 'merge', 'rebase']).default('ff').describe('What to do when both sides have commits.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pullText(git, await git.open(repo_path, call), input, call);
  },
});
