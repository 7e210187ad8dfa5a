import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, nonBlank, positive, repository } from '../arguments.ts';
import { refuse } from '../operations/report.ts';
import { asked, login } from '../present/text.ts';

export const commentWrite = defineTool({
  name: 'comment_write',
  title: 'Change comment',
  description: 'Update or delete a comment. Deleting asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['update', 'delete']),
    kind: choice(['issue', 'review']).describe('review: on code.'),
    comment_id: positive(),
    body: nonBlank().optional(),
  }),
  async handler({ owner, repo, method, kind, comment_id, body }, { github }: Context, call) {
    const at = { owner, repo, comment_id };
    if (method === 'update') {
      if (body === undefined) throw new ToolError('invalid', 'To update a comment give its new body.');
      const { data: updated } = await (
        kind === 'issue'
          ? github.rest.issues.updateComment({ ...at, body }, call)
          : github.rest.pulls.updateReviewComment({ ...at, body }, call)
      ).catch(otherKind(kind));
      return `Updated comment ${updated.id}: ${updated.html_url}`;
    }
    refuse({ body }, 'does not go with method delete');
    const { data: comment } = await (
      kind === 'issue' ? github.rest.issues.getComment(at, call) : github.rest.pulls.getReviewComment(at, call)
    ).catch(otherKind(kind));
    await github.approve(
      `Delete the comment ${comment_id} by ${login(comment.user)} in ${owner}/${repo} (${asked(comment.body)})? This cannot be undone.`,
      call,
    );
    if (kind === 'issue') await github.rest.issues.deleteComment(at, call);
    else await github.rest.pulls.deleteReviewComment(at, call);
    return `Deleted comment ${comment_id}`;
  },
});

/** Adds to "not found" that comments on code have other ids than comments on an issue. */
const otherKind =
  (kind: 'issue' | 'review') =>
  (error: unknown): never => {
    if (!(error instanceof ToolError) || error.code !== 'not_found') throw error;
    const way =
      kind === 'issue'
        ? 'If it is a comment on code, use kind review.'
        : 'If it is a comment on an issue or in the conversation, use kind issue.';
    throw new ToolError('not_found', `${error.message} ${way}`, { reason: error.reason ?? 'not_found', cause: error });
  };
