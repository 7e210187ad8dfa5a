import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, pullAliases, repository } from '../arguments.ts';

export const updatePullRequestBranch = defineTool({
  name: 'update_pull_request_branch',
  title: 'Update pull request branch',
  description: 'Merge the base branch into the branch of a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases: { ...pullAliases, expected_head_sha: 'expectedHeadSha' },
  input: z.object({
    ...repository,
    pullNumber: positive(),
    expectedHeadSha: z.string().optional().describe('Refuse if head moved.'),
  }),
  async handler({ owner, repo, pullNumber, expectedHeadSha }, { github }: Context, call) {
    await github.rest.pulls.updateBranch(
      { owner, repo, pull_number: pullNumber, expected_head_sha: expectedHeadSha },
      call,
    );
    return `The branch of #${pullNumber} is being updated`;
  },
});
