import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pullText } from '../operations/fetch.ts';

export const gitPull = defineTool({
  name: 'git_pull',
  title: 'Pull',
  description:
    'Fetch, then update the current branch: ff refuses diverged branches, merge merges, rebase puts local commits on top.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: repoPath,
    remote: z.string().optional().describe("Default: the upstream's."),
    branch: z.string().optional().describe('Default: the upstream.'),
    how: z.enum(['ff', 'merge', 'rebase']).default('ff').describe('If both have commits.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pullText(git, await git.open(repo_path, call), input, call);
  },
});
