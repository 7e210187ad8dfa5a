import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, capitals, positive, repository, whole } from '../input.ts';

export const createPullRequestReview = defineTool({
  name: 'create_pull_request_review',
  title: 'Create review',
  description: 'Submit a review with comments on lines in one call; pull_request_review_write does it in steps.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    commit_id: z.string().optional(),
    body: z.string(),
    event: capitals(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
    comments: z
      .array(z.object({ path: z.string(), position: whole().optional(), line: whole().optional(), body: z.string() }))
      .optional(),
  }),
  async handler({ owner, repo, pullNumber, ...review }, { github }: Context, call) {
    const { id, state, html_url } = await github.write(
      'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      { owner, repo, pull_number: pullNumber, ...review, comments: review.comments?.map(given) },
      call,
    );
    return `Reviewed #${pullNumber} (${state}), review ${id}: ${html_url}`;
  },
});

/** Without what was not given: an undefined position is not the same as none. */
const given = ({
  path,
  body,
  position,
  line,
}: {
  path: string;
  body: string;
  position?: number | undefined;
  line?: number | undefined;
}) => ({
  path,
  body,
  ...(position !== undefined && { position }),
  ...(line !== undefined && { line }),
});
