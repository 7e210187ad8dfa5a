import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { reviewWrites } from '../operations/pulls/review-writes.ts';
import { choice, positive, pullAliases, repository, whole } from '../arguments.ts';

export const createPullRequestReview = defineTool({
  name: 'create_pull_request_review',
  title: 'Create review',
  description: 'Submit a review with comments on lines in one call; pull_request_review_write does it in steps.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    commit_id: z.string().optional().describe('Reviewed commit; default the head.'),
    body: z.string(),
    event: choice(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
    comments: z
      .array(
        z.object({
          path: z.string(),
          position: whole().optional().describe('Line of the diff.'),
          line: whole().optional().describe('Line of the new text.'),
          body: z.string(),
        }),
      )
      .optional(),
  }),
  handler: ({ owner, repo, pullNumber, commit_id, ...review }, { github }: Context, call) =>
    reviewWrites.create({ at: { owner, repo, pull_number: pullNumber }, commitID: commit_id, ...review }, github, call),
});
