import { defineTool, z } from '@mcp-reference/kit';
import { choice, nonBlank, positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { addPendingComment } from '../operations/pulls/pending-comment.ts';

export const addPullRequestReviewComment = defineTool({
  name: 'add_pull_request_review_comment',
  title: 'Add review comment',
  description: 'Add a comment on lines or a file to your pending review.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    path: z.string(),
    body: nonBlank(),
    subjectType: choice(['FILE', 'LINE']).describe('FILE: the whole file.'),
    line: positive().optional().describe('Last line.'),
    side: choice(['LEFT', 'RIGHT']).optional().describe('LEFT: the old text.'),
    startLine: positive().optional(),
    startSide: choice(['LEFT', 'RIGHT']).optional().describe('Of startLine.'),
  }),
  handler: (asked, { github }: Context, call) => addPendingComment(asked, github, call),
});
