import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { commentMethods, commentWrites } from '../operations/discussions/comment-writes.ts';
import { choice, nonBlank, positive } from '../arguments.ts';

export const discussionCommentWrite = defineTool({
  name: 'discussion_comment_write',
  title: 'Write discussion comment',
  description:
    'Add a comment to a discussion, reply to, update or delete one (commentNodeID), or mark it as the answer. Deleting asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    method: choice(commentMethods),
    owner: z.string().optional(),
    repo: z.string().optional(),
    discussionNumber: positive().optional(),
    commentNodeID: z.string().optional().describe('Id of the comment.'),
    body: nonBlank().optional(),
  }),
  handler: ({ method, ...asked }, { github }: Context, call) => commentWrites[method](asked, github, call),
});
