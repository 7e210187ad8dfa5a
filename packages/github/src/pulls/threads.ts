import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { graphqlDocument } from '../api/graphql.ts';
import type { Next } from '../api/link.ts';
import { facts, login, minute, plain } from '../present/text.ts';
import type { PullAt } from './reviewers.ts';

interface Comment {
  fullDatabaseId: string | null;
  author: { login: string } | null;
  authorAssociation: string;
  createdAt: string;
  body: string;
}

export interface Thread {
  id: string;
  isResolved: boolean;
  isOutdated: boolean;
  path: string;
  line: number | null;
  comments: { totalCount: number; nodes: (Comment | null)[] };
}

interface Answer {
  repository: {
    pullRequest: {
      reviewThreads: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        nodes: (Thread | null)[];
      };
    } | null;
  } | null;
}

// REST has the comments, but neither the threads nor whether they are resolved.
const threads =
  graphqlDocument<Answer>(`query ReviewThreads($owner: String!, $repo: String!, $number: Int!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line
          comments(first: 50) { totalCount nodes { fullDatabaseId author { login } authorAssociation createdAt body } }
        }
      }
    }
  }
}`);

export async function readThreads(
  github: GitHub,
  { owner, repo, pull_number }: PullAt,
  { after, first }: { after: string | undefined; first: number },
  call: Call,
): Promise<{ items: Thread[]; total: number; next: Next | undefined }> {
  const { repository } = await github.graphql(
    threads,
    { owner, repo, number: pull_number, first, after },
    { owner, repo },
    call,
  );
  const found = repository?.pullRequest?.reviewThreads;
  const end = found?.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
  return {
    items: (found?.nodes ?? []).filter((thread) => thread !== null),
    total: found?.totalCount ?? 0,
    // A cursor that leads nowhere new would never end.
    next: end === null || end === after ? undefined : { after: end },
  };
}

/** A thread as its heading and its comments. */
export function threadText({ id, isResolved, isOutdated, path, line, comments }: Thread, mark: string): string {
  const state = facts([isResolved ? 'resolved' : 'open', isOutdated && 'outdated'], ', ');
  const head = `--- ${mark} thread ${id} ${state}; ${plain(path)}${line === null ? '' : ` line ${line}`}`;
  const shown = comments.nodes.filter((comment) => comment !== null);
  const texts = shown.map(
    (comment) =>
      `-- ${mark} comment ${comment.fullDatabaseId ?? ''} by ${login(comment.author)} (${comment.authorAssociation.toLowerCase()}) ${minute(comment.createdAt)}\n${comment.body}`,
  );
  const rest = comments.totalCount - shown.length;
  return [head, ...texts, ...(rest > 0 ? [`-- ${mark} ${rest} more comments`] : [])].join('\n');
}
