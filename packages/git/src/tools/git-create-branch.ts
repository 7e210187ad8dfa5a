import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { createBranchText } from '../operations/checkout.ts';

export const gitCreateBranch = defineTool({
  name: 'git_create_branch',
  title: 'Create branch',
  description: 'Create a branch at HEAD or another commit.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { name: 'branch_name', start_point: 'base_branch' },
  input: z.object({
    repo_path: repoPath,
    branch_name: z.string().describe('Name.'),
    base_branch: z.string().optional().describe('Start. Default: HEAD.'),
    checkout: flag('Switch to it.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return createBranchText(await git.open(repo_path, call), input, call);
  },
});
