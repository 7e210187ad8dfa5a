import { defineTool, z } from '@mcp-reference/kit';
import { choice, nonBlank, positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { addPendingComment } from '../operations/pulls/pending-comment.ts';

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
    body: nonBlank().optional(),
    suggestion: z.string().optional().describe('Replaces the lines.'),
    subjectType: choice(['FILE', 'LINE']).optional().describe('FILE: the whole file.'),
    line: positive().optional().describe('Last line.'),
    side: choice(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
    startLine: positive().optional(),
    startSide: choice(['LEFT', 'RIGHT']).optional(),
  }),
  handler: (asked, { github }: Context, call) => addPendingComment(asked, github, call),
});
