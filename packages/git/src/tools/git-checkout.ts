import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { checkoutText } from '../operations/checkout.ts';

export const gitCheckout = defineTool({
  name: 'git_checkout',
  title: 'Check out',
  description:
    'Go to a branch; a remote branch gets a local one that follows it, a tag or commit is checked out without a branch. Uncommitted changes come along, or it refuses; nothing is overwritten. To put files back use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { branch: 'branch_name', target: 'branch_name' },
  input: z.object({
    repo_path: repoPath,
    branch_name: z.string().describe('A branch, tag or commit; "-" is the branch before.'),
    create: z.boolean().default(false).describe('Create the branch at HEAD first.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return checkoutText(await git.open(repo_path, call), input, call);
  },
});
