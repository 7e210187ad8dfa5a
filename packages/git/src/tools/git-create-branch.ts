import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { createBranchText } from '../work/checkout.ts';

export const gitCreateBranch = defineTool({
  name: 'git_create_branch',
  title: 'Create branch',
  description:
    'Make a branch at HEAD, or at another branch, tag or commit. It is not checked out unless that is asked for.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    branch_name: z.string(),
    base_branch: z.string().optional(),
    checkout: z.boolean().default(false),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return createBranchText(await git.open(repo_path, call), input, call);
  },
});
