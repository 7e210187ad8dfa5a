import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { checkComment } from '../operations/issues/comment-of.ts';
import { reactToComment, reactToIssue } from '../operations/issues/react.ts';
import { Report, type Step } from '../operations/report.ts';
import { nonBlank, positive, reactionOf, repository } from '../arguments.ts';

export const addIssueComment = defineTool({
  name: 'add_issue_comment',
  title: 'Comment on issue',
  description: 'Comment on an issue or pull request, or react to it or one of its comments.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    body: nonBlank().optional(),
    reaction: z.string().optional().describe('Such as heart or +1.'),
    comment_id: positive().optional().describe('The comment to react to.'),
  }),
  async handler({ owner, repo, issue_number, body, reaction: wanted, comment_id }, { github }: Context, call) {
    const reaction = reactionOf(wanted);
    if (body === undefined && reaction === undefined)
      throw new ToolError('invalid', 'Give a body, a reaction or both.');
    if (comment_id !== undefined && reaction === undefined)
      throw new ToolError(
        'invalid',
        'comment_id goes with a reaction. A comment has no replies: leave comment_id out, or use comment_write to change a comment.',
      );
    if (comment_id !== undefined) await checkComment(github, { owner, repo, issue_number, comment_id }, call);
    const report = new Report();
    const steps: Step[] = [];
    if (reaction !== undefined)
      steps.push({
        what: 'the reaction',
        work: () =>
          comment_id === undefined
            ? reactToIssue({ owner, repo, issue_number, content: reaction }, github, call)
            : reactToComment({ owner, repo, comment_id, content: reaction }, 'conversation', github, call),
      });
    if (body !== undefined)
      steps.push({
        what: 'the comment',
        async work() {
          const { data: made } = await github.rest.issues.createComment({ owner, repo, issue_number, body }, call);
          return `Added comment ${made.id}: ${made.html_url}`;
        },
      });
    await report.steps(steps);
    return report.text();
  },
});
