import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { graphqlDocument } from '../api/graphql.ts';
import type { Context } from '../context.ts';
import { bodyOf } from '../operations/pulls/review-comment.ts';
import { refuse } from '../operations/report.ts';
import { plain } from '../present/text.ts';
import { choice, positive, pullAliases, repository } from '../arguments.ts';
import { pendingReview } from '../operations/pulls/pending-review.ts';

const addThread = graphqlDocument<{
  addPullRequestReviewThread: { thread: { id: string } | null } | null;
}>(`mutation AddReviewThread($input: AddPullRequestReviewThreadInput!) {
  addPullRequestReviewThread(input: $input) { thread { id } }
}`);

export const addCommentToPendingReview = defineTool({
  name: 'add_comment_to_pending_review',
  title: 'Comment on code in pending review',
  description: 'Add a comment on lines or a file to your pending review.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    path: z.string(),
    body: z.string().optional(),
    suggestion: z.string().optional(),
    subjectType: choice(['FILE', 'LINE']).optional(),
    line: positive().optional().describe('Last line.'),
    side: choice(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
    startLine: positive().optional(),
    startSide: choice(['LEFT', 'RIGHT']).optional(),
  }),
  async handler(
    { owner, repo, pullNumber, path, body: text, suggestion, subjectType: given, line, side, startLine, startSide },
    { github }: Context,
    call,
  ) {
    const body = bodyOf({ body: text, suggestion });
    if (body === '') throw new ToolError('invalid', 'Give a body or a suggestion.');
    const subjectType = given ?? (line === undefined ? 'FILE' : 'LINE');
    if (subjectType === 'LINE' && line === undefined)
      throw new ToolError('invalid', 'A comment on a line needs the line.');
    if (subjectType === 'FILE') refuse({ line, startLine, suggestion }, 'a comment on a whole file has no lines');
    const review = await pendingReview(github, { owner, repo, pull_number: pullNumber }, call);
    const input = { pullRequestReviewId: review.node_id, path, body, subjectType, line, side, startLine, startSide };
    const { addPullRequestReviewThread } = await github.graphql(addThread, { input }, { owner, repo }, call);
    const id = addPullRequestReviewThread?.thread?.id;
    if (id === undefined)
      throw new ToolError(
        'invalid',
        `GitHub added no comment: ${plain(path)} has no line ${line ?? ''} in the changes of #${pullNumber}; only changed lines and those near them can be commented.`,
      );
    return `Added thread ${id} to the pending review of #${pullNumber}`;
  },
});
