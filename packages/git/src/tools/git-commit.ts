import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { commitText } from '../work/commit.ts';

export const gitCommit = defineTool({
  name: 'git_commit',
  title: 'Commit',
  description:
    'Commit what is staged, with the message exactly as given; in the middle of a merge this concludes it. To change the last commit instead use git_rebase with amend.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    message: z.string().max(1_000_000),
    author: z.string().max(300).optional().describe('"Name <address>", if not the user.'),
    allow_empty: z.boolean().default(false),
    signoff: z.boolean().default(false),
    no_verify: z.boolean().default(false).describe('Without the hooks of a trusted repository.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return commitText(await git.open(repo_path, call), input, call);
  },
});
