import { defineTool, z } from '@mcp-reference/kit';
import { choice, positive, reactions, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { reactToComment } from '../operations/issues/react.ts';

export const addPullRequestReviewCommentReaction = defineTool({
  name: 'add_pull_request_review_comment_reaction',
  title: 'React to review comment',
  description: 'React to a comment on code.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    comment_id: positive().describe('Id of a comment on code.'),
    content: choice(reactions),
  }),
  handler: (asked, { github }: Context, call) => reactToComment(asked, 'code', github, call),
});
