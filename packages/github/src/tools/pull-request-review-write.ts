import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, pullAliases, repository, reviewComment } from '../arguments.ts';
import { reviewMethods, reviewWrites } from '../operations/pulls/review-writes.ts';

export const pullRequestReviewWrite = defineTool({
  name: 'pull_request_review_write',
  title: 'Write review',
  description:
    'Review a pull request: create with event, body and comments, or without event as pending, then submit_pending. dismiss needs a body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  aliases: { ...pullAliases, threadID: 'threadId', commit_id: 'commitID' },
  input: z.object({
    ...repository,
    pullNumber: positive(),
    method: choice(reviewMethods),
    event: choice(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional().describe('Absent: stays pending.'),
    body: z.string().optional(),
    commitID: z.string().optional(),
    threadId: z.string().optional().describe('To resolve.'),
    reviewId: positive().optional().describe('To dismiss.'),
    comments: z.array(reviewComment).optional(),
  }),
  handler: ({ method, owner, repo, pullNumber, ...rest }, { github }: Context, call) =>
    reviewWrites[method]({ at: { owner, repo, pull_number: pullNumber }, ...rest }, github, call),
});
