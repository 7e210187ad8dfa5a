import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { pageOf, paging, positive, pullAliases, repository } from '../arguments.ts';
import { commentText } from '../present/comment.ts';
import { listed } from '../present/listed.ts';

export const getPullRequestComments = defineTool({
  name: 'get_pull_request_comments',
  title: 'Get pull request comments',
  description: 'The comments on code of a pull request; pull_request_read get_review_comments has them by thread.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({ ...repository, pullNumber: positive(), ...paging }),
  async handler({ owner, repo, pullNumber, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.pulls.listReviewComments(
      { owner, repo, pull_number: pullNumber, ...pageOf(paged) },
      call,
    );
    return listed({ items, ...page, ...paged, one: 'comment', line: commentText, texts: true }, call.budget);
  },
});
