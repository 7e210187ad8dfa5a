import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { checkoutText } from '../work/checkout.ts';

export const gitCheckout = defineTool({
  name: 'git_checkout',
  title: 'Check out',
  description:
    'Go to a branch; a remote branch gets a local one that follows it, a tag or commit is checked out without a branch. Changes that are not committed come along, or it refuses; nothing is overwritten. To put files back use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({ repo_path: z.string().optional(), branch_name: z.string() }),
  async handler({ repo_path, branch_name }, { git }: Context, call) {
    return checkoutText(await git.open(repo_path, call), branch_name, call);
  },
});
