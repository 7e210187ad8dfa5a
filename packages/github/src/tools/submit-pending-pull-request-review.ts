import { defineTool, z } from '@mcp-reference/kit';
import { choice, positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { reviewWrites } from '../operations/pulls/review-writes.ts';

export const submitPendingPullRequestReview = defineTool({
  name: 'submit_pending_pull_request_review',
  title: 'Submit pending review',
  description: 'Publish your pending review of a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    event: choice(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
    body: z.string().optional(),
  }),
  handler: ({ owner, repo, pullNumber, event, body }, { github }: Context, call) =>
    reviewWrites.submit_pending({ at: { owner, repo, pull_number: pullNumber }, event, body }, github, call),
});
