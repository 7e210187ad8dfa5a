import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { pushText } from '../work/push.ts';

export const gitPush = defineTool({
  name: 'git_push',
  title: 'Push',
  description:
    'Send the current branch (or another, or tags) to a remote, or delete a branch there. Which commits come and go is computed and the user asked first; dry_run only tells. Commits of others are overwritten only with lease, the full id that the remote branch has now.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  confirms: true,
  input: z.object({
    repo_path: z.string().optional(),
    remote: z.string().optional(),
    branch: z.string().optional(),
    to: z.string().optional().describe('Its name there, if another.'),
    tags: z.array(z.string()).default([]),
    delete: z.boolean().default(false),
    lease: z.string().optional(),
    set_upstream: z.boolean().default(false),
    dry_run: z.boolean().default(false),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pushText(git, await git.open(repo_path, call), input, call);
  },
});
