import { defineTool, z } from '@mcp-reference/kit';
import { choice, positive, reactions, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { reactToComment } from '../operations/issues/react.ts';

export const addIssueCommentReaction = defineTool({
  name: 'add_issue_comment_reaction',
  title: 'React to comment',
  description: 'React to a comment of an issue or pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    comment_id: positive().describe('Id, not the issue number.'),
    content: choice(reactions),
  }),
  handler: (asked, { github }: Context, call) => reactToComment(asked, 'conversation', github, call),
});
