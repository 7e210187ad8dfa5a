import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { checkoutText } from '../operations/checkout.ts';

export const gitCheckout = defineTool({
  name: 'git_checkout',
  title: 'Check out',
  description:
    'Switch to a branch; a remote branch gets a local one, a tag or commit is detached. Uncommitted changes come along or it refuses. To restore files use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { branch: 'branch_name', target: 'branch_name' },
  input: z.object({
    repo_path: repoPath,
    branch_name: z.string().describe('Branch, tag or commit; "-" is the previous branch.'),
    create: flag('Create it at HEAD.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return checkoutText(await git.open(repo_path, call), input, call);
  },
});
