import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { graphqlDocument } from '../api/graphql.ts';
import type { Context } from '../context.ts';
import { aliases, capitals, positive, repository } from '../input.ts';
import { pendingReview } from '../pulls/pending-review.ts';

const addThread = graphqlDocument<{
  addPullRequestReviewThread: { thread: { id: string } | null } | null;
}>(`mutation AddReviewThread($input: AddPullRequestReviewThreadInput!) {
  addPullRequestReviewThread(input: $input) { thread { id } }
}`);

export const addCommentToPendingReview = defineTool({
  name: 'add_comment_to_pending_review',
  title: 'Comment on code in pending review',
  description: 'Add a comment on lines or a file to your pending review (pull_request_review_write create).',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    path: z.string(),
    body: z.string(),
    subjectType: capitals(['FILE', 'LINE']),
    line: positive().optional().describe('Last line.'),
    side: capitals(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
    startLine: positive().optional(),
    startSide: capitals(['LEFT', 'RIGHT']).optional(),
  }),
  async handler(
    { owner, repo, pullNumber, path, body, subjectType, line, side, startLine, startSide },
    { github }: Context,
    call,
  ) {
    if (subjectType === 'LINE' && line === undefined)
      throw new ToolError('invalid', 'A comment on a line needs the line.');
    const review = await pendingReview(github, { owner, repo, pull_number: pullNumber }, call);
    const input = { pullRequestReviewId: review.node_id, path, body, subjectType, line, side, startLine, startSide };
    const { addPullRequestReviewThread } = await github.graphql(addThread, { input }, { owner, repo }, call);
    const id = addPullRequestReviewThread?.thread?.id;
    if (id === undefined)
      throw new ToolError(
        'invalid',
        `GitHub added no comment: ${path} has no such line in the changes of #${pullNumber}.`,
      );
    return `Added thread ${id} to the pending review of #${pullNumber}`;
  },
});
