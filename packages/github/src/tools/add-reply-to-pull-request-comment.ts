import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, positive, reactions, repository } from '../input.ts';

export const addReplyToPullRequestComment = defineTool({
  name: 'add_reply_to_pull_request_comment',
  title: 'Reply to review comment',
  description: 'Reply or react to a comment on code. For the conversation use add_issue_comment.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: { ...aliases, comment_id: 'commentId' },
  input: z.object({
    ...repository,
    commentId: positive(),
    pullNumber: positive().optional(),
    body: z.string().optional(),
    reaction: choice(reactions).optional(),
  }),
  async handler({ owner, repo, commentId, pullNumber, body, reaction }, { github }: Context, call) {
    if (body === undefined && reaction === undefined)
      throw new ToolError('invalid', 'Give a body, a reaction or both.');
    if (body !== undefined && pullNumber === undefined) throw new ToolError('invalid', 'A reply needs the pullNumber.');
    const said: string[] = [];
    if (reaction !== undefined) {
      await github.write(
        'POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions',
        { owner, repo, comment_id: commentId, content: reaction },
        call,
      );
      said.push(`Reacted with ${reaction}`);
    }
    if (body !== undefined && pullNumber !== undefined) {
      const made = await github.write(
        'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies',
        { owner, repo, pull_number: pullNumber, comment_id: commentId, body },
        call,
      );
      said.push(`Added comment ${made.id}: ${made.html_url}`);
    }
    return said.join('\n');
  },
});
