import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, capitals, choice, positive, repository, reviewComment } from '../arguments.ts';
import { reviewMethods, reviewWrites } from '../operations/pulls/review-writes.ts';

export const pullRequestReviewWrite = defineTool({
  name: 'pull_request_review_write',
  title: 'Write review',
  description:
    'Review a pull request in one call: create with event, body and comments on lines; without event it stays pending for submit_pending or delete_pending. dismiss needs reviewId and body, resolve_thread a threadId of pull_request_read.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  aliases: { ...aliases, threadID: 'threadId', commit_id: 'commitID' },
  input: z.object({
    ...repository,
    pullNumber: positive(),
    method: choice(reviewMethods),
    event: capitals(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
    body: z.string().optional(),
    commitID: z.string().optional(),
    threadId: z.string().optional(),
    reviewId: positive().optional(),
    comments: z.array(reviewComment).optional(),
  }),
  handler: ({ method, owner, repo, pullNumber, ...rest }, { github }: Context, call) =>
    reviewWrites[method]({ at: { owner, repo, pull_number: pullNumber }, ...rest }, github, call),
});
