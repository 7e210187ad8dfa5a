import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { whyNotMerged } from '../operations/pulls/not-merged.ts';
import { enqueue } from '../operations/pulls/queue.ts';
import { refuse } from '../operations/report.ts';
import { plain } from '../present/text.ts';
import { choice, positive, pullAliases, repository } from '../arguments.ts';

export const mergePullRequest = defineTool({
  name: 'merge_pull_request',
  title: 'Merge pull request',
  description: 'Merge a pull request now; once its checks pass: update_pull_request auto_merge.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    merge_method: choice(['merge', 'squash', 'rebase']).optional(),
    commit_title: z.string().optional(),
    commit_message: z.string().optional(),
    expected_head_sha: z.string().optional().describe('Refuse if head moved.'),
    queue: z.boolean().optional().describe('Add to the merge queue.'),
  }),
  async handler({ owner, repo, pullNumber, expected_head_sha, queue = false, ...rest }, { github }: Context, call) {
    const at = { owner, repo, pull_number: pullNumber };
    if (queue) {
      refuse(rest, 'the merge queue decides how it merges');
      return enqueue(github, { ...at, expected_head_sha }, call);
    }
    const {
      data: { sha, merged, message },
    } = await github.rest.pulls
      .merge({ ...at, sha: expected_head_sha, ...rest }, call)
      .catch(async (error: unknown) => {
        throw await whyNotMerged(github, at, error, call);
      });
    if (!merged) throw new ToolError('conflict', `GitHub did not merge #${pullNumber}. GitHub says: ${plain(message)}`);
    return `Merged #${pullNumber} in commit ${sha}`;
  },
});
