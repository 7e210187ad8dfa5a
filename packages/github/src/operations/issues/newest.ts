import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { commentText } from '../../present/comment.ts';
import { listed } from '../../present/listed.ts';
import type { IssueAsked } from './reads.ts';

/** Comments newest first. GitHub only has them oldest first, so the pages are counted from the end. */
export async function newestComments(
  { owner, repo, issue_number, fields, after, page = 1, perPage = 30 }: IssueAsked,
  github: GitHub,
  call: Call,
): Promise<string> {
  const at = { owner, repo, issue_number };
  const {
    data: { comments },
  } = await github.rest.issues.get(at, call);
  const end = comments - (page - 1) * perPage;
  const start = Math.max(0, end - perPage);
  const items = [];
  // The wanted range can lie across two of GitHub's pages.
  const pages = end <= 0 ? [] : [...new Set([Math.floor(start / perPage) + 1, Math.ceil(end / perPage)])];
  for (const n of pages) {
    const { data: found } = await github.rest.issues.listComments({ ...at, page: n, per_page: perPage }, call);
    items.push(...found.map((item, index) => ({ item, place: (n - 1) * perPage + index })));
  }
  const wanted = items.filter(({ place }) => place >= start && place < end).map(({ item }) => item);
  return listed(
    {
      items: wanted.reverse(),
      one: 'comment',
      line: commentText,
      texts: true,
      fields,
      after,
      page,
      perPage,
      total: comments,
      note: 'newest first',
      next: start > 0 ? { page: page + 1 } : undefined,
    },
    call.budget,
  );
}
