import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, positive, repository } from '../input.ts';

export const mergePullRequest = defineTool({
  name: 'merge_pull_request',
  title: 'Merge pull request',
  description: 'Merge a pull request now. To merge once its checks pass use update_pull_request auto_merge.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    merge_method: choice(['merge', 'squash', 'rebase']).optional(),
    commit_title: z.string().optional(),
    commit_message: z.string().optional(),
    expected_head_sha: z.string().optional(),
  }),
  async handler({ owner, repo, pullNumber, expected_head_sha, ...rest }, { github }: Context, call) {
    const { sha, merged } = await github.write(
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
      { owner, repo, pull_number: pullNumber, sha: expected_head_sha, ...rest },
      call,
    );
    return merged ? `Merged #${pullNumber} in commit ${sha}` : `GitHub did not merge #${pullNumber}`;
  },
});
