import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository, reactions } from '../input.ts';

export const addIssueComment = defineTool({
  name: 'add_issue_comment',
  title: 'Comment on issue',
  description: 'Comment on an issue or the conversation of a pull request, or react to it or to a comment of it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    body: z.string().optional(),
    reaction: choice(reactions).optional(),
    comment_id: positive().optional(),
  }),
  async handler({ owner, repo, issue_number, body, reaction, comment_id }, { github }: Context, call) {
    if (body === undefined && reaction === undefined)
      throw new ToolError('invalid', 'Give a body, a reaction or both.');
    const said: string[] = [];
    if (reaction !== undefined) {
      if (comment_id === undefined)
        await github.write(
          'POST /repos/{owner}/{repo}/issues/{issue_number}/reactions',
          { owner, repo, issue_number, content: reaction },
          call,
        );
      else
        await github.write(
          'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
          { owner, repo, comment_id, content: reaction },
          call,
        );
      said.push(`Reacted with ${reaction}`);
    }
    if (body !== undefined) {
      const made = await github.write(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { owner, repo, issue_number, body },
        call,
      );
      said.push(`Added comment ${made.id}: ${made.html_url}`);
    }
    return said.join('\n');
  },
});
