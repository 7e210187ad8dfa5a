import { defineTool, z } from '@mcp-reference/kit';
import { positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { reviewWrites } from '../operations/pulls/review-writes.ts';

export const deletePendingPullRequestReview = defineTool({
  name: 'delete_pending_pull_request_review',
  title: 'Delete pending review',
  description: 'Discard your pending review of a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
  }),
  handler: ({ owner, repo, pullNumber }, { github }: Context, call) =>
    reviewWrites.delete_pending({ at: { owner, repo, pull_number: pullNumber } }, github, call),
});
