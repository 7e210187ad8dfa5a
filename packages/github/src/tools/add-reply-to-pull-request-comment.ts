import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { checkReviewComment } from '../operations/issues/comment-of.ts';
import { Report } from '../operations/report.ts';
import { positive, pullAliases, reactionOf, repository } from '../arguments.ts';

export const addReplyToPullRequestComment = defineTool({
  name: 'add_reply_to_pull_request_comment',
  title: 'Reply to review comment',
  description: 'Reply or react to a comment on code.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases: { ...pullAliases, comment_id: 'commentId' },
  input: z.object({
    ...repository,
    commentId: positive(),
    pullNumber: positive().optional(),
    body: z.string().optional(),
    reaction: z.string().optional(),
  }),
  async handler({ owner, repo, commentId, pullNumber, body, reaction: wanted }, { github }: Context, call) {
    const reaction = reactionOf(wanted);
    if (body === undefined && reaction === undefined)
      throw new ToolError('invalid', 'Give a body, a reaction or both.');
    if (body !== undefined && pullNumber === undefined) throw new ToolError('invalid', 'A reply needs the pullNumber.');
    const report = new Report();
    if (reaction !== undefined) {
      if (pullNumber !== undefined)
        await checkReviewComment(github, { owner, repo, pull_number: pullNumber, comment_id: commentId }, call);
      await github.rest.reactions.createForPullRequestReviewComment(
        { owner, repo, comment_id: commentId, content: reaction },
        call,
      );
      report.did(`Reacted with ${reaction} to comment ${commentId}`);
    }
    if (body !== undefined && pullNumber !== undefined)
      await report.step('the reply', async () => {
        const at = { owner, repo, pull_number: pullNumber, comment_id: commentId };
        const { data: made } = await github.rest.pulls
          .createReplyForReviewComment({ ...at, body }, call)
          .catch(async (error: unknown) => {
            // GitHub says only "not found" for a comment on another pull request.
            if (error instanceof ToolError && error.code === 'not_found') await checkReviewComment(github, at, call);
            throw error;
          });
        return `Added comment ${made.id}: ${made.html_url}`;
      });
    return report.text();
  },
});
