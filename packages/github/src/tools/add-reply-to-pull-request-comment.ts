import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { checkReviewComment } from '../operations/issues/comment-of.ts';
import { reactToComment } from '../operations/issues/react.ts';
import { Report, type Step } from '../operations/report.ts';
import { nonBlank, positive, pullAliases, reactionOf, repository } from '../arguments.ts';

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
    body: nonBlank().optional(),
    reaction: z.string().optional(),
  }),
  async handler({ owner, repo, commentId, pullNumber, body, reaction: wanted }, { github }: Context, call) {
    const reaction = reactionOf(wanted);
    if (body === undefined && reaction === undefined)
      throw new ToolError('invalid', 'Give a body, a reaction or both.');
    if (body !== undefined && pullNumber === undefined) throw new ToolError('invalid', 'A reply needs the pullNumber.');
    const report = new Report();
    const steps: Step[] = [];
    if (reaction !== undefined)
      steps.push({
        what: 'the reaction',
        async work() {
          if (pullNumber !== undefined)
            await checkReviewComment(github, { owner, repo, pull_number: pullNumber, comment_id: commentId }, call);
          return reactToComment({ owner, repo, comment_id: commentId, content: reaction }, 'code', github, call);
        },
      });
    if (body !== undefined && pullNumber !== undefined)
      steps.push({
        what: 'the reply',
        async work() {
          const at = { owner, repo, pull_number: pullNumber, comment_id: commentId };
          const { data: made } = await github.rest.pulls
            .createReplyForReviewComment({ ...at, body }, call)
            .catch(async (error: unknown) => {
              // GitHub says only "not found" for a comment on another pull request.
              if (error instanceof ToolError && error.code === 'not_found') await checkReviewComment(github, at, call);
              throw error;
            });
          return `Added comment ${made.id}: ${made.html_url}`;
        },
      });
    await report.steps(steps);
    return report.text();
  },
});
