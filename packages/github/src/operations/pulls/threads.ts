import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { Next } from '../../api/link.ts';
import { belonging, facts, known, link, login, minute, plain } from '../../present/text.ts';
import type { Connection } from '../discussions/read.ts';
import { rest } from '../rest-of.ts';
import type { PullAt } from './reviewers.ts';

interface Comment {
  fullDatabaseId: string | null;
  author: { login: string } | null;
  authorAssociation: string;
  createdAt: string;
  body: string | null;
  url?: string | null;
  diffHunk?: string | null;
}

export interface Thread {
  id: string;
  isResolved: boolean;
  isOutdated: boolean;
  path: string;
  line: number | null;
  startLine?: number | null;
  originalLine?: number | null;
  originalStartLine?: number | null;
  diffSide?: string | null;
  subjectType?: string | null;
  resolvedBy?: { login: string } | null;
  comments: Partial<Connection<Comment>> | null;
}

interface Answer {
  repository: {
    pullRequest: {
      reviewThreads: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        nodes: (Thread | null)[] | null;
      } | null;
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
          id isResolved isOutdated path line startLine originalLine originalStartLine diffSide subjectType
          resolvedBy { login }
          comments(first: 100) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes { fullDatabaseId author { login } authorAssociation createdAt body url diffHunk }
          }
        }
      }
    }
  }
}`);

const moreComments = graphqlDocument<{ node: { comments?: Connection<Comment> | null } | null }>(
  `query ThreadComments($id: ID!, $after: String) {
  node(id: $id) {
    ... on PullRequestReviewThread {
      comments(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { fullDatabaseId author { login } authorAssociation createdAt body url }
      }
    }
  }
}`,
);

/** Pages that are looked through for an unresolved thread. */
const mostPages = 5;

interface Wanted {
  after: string | undefined;
  first: number;
  /** GitHub cannot filter, so whole pages are read. */
  unresolvedOnly: boolean;
}

export async function readThreads(
  github: GitHub,
  { owner, repo, pull_number }: PullAt,
  { after: given, first, unresolvedOnly }: Wanted,
  call: Call,
): Promise<{ items: Thread[]; total: number; next: Next | undefined; note: string | undefined }> {
  let after = given;
  let resolved = 0;
  for (let page = 1; ; page++) {
    const { repository } = await github.graphql(
      threads,
      { owner, repo, number: pull_number, first, after },
      { owner, repo, pull: pull_number },
      call,
    );
    const found = repository?.pullRequest?.reviewThreads;
    if (!found)
      throw new ToolError(
        'not_found',
        `${owner}/${repo} has no pull request #${pull_number}, or it is not visible to you.`,
      );
    const end = found?.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
    const all = (found?.nodes ?? []).filter((thread) => thread !== null);
    const items = unresolvedOnly ? all.filter(({ isResolved }) => !isResolved) : all;
    resolved += all.length - items.length;
    for (const { id, comments } of items)
      await rest(comments, async (from) => {
        const scope = { owner, repo, pull: pull_number };
        return (await github.graphql(moreComments, { id, after: from }, scope, call)).node?.comments;
      });
    // A cursor that leads nowhere new would never end.
    const next = end === null || end === after ? undefined : { after: end };
    if (items.length > 0 || next === undefined || page >= mostPages || !unresolvedOnly)
      return {
        items,
        total: unresolvedOnly ? items.length : (found?.totalCount ?? 0),
        next,
        note: resolved > 0 ? `${resolved} resolved left out` : undefined,
      };
    after = next.after;
  }
}

/** Lines of a hunk that are shown: those before the commented one say what it is about. */
const mostHunk = 6;

/** A thread as its heading with its place, the code it is about, and its comments. */
export function threadText(thread: Thread, mark: string): string {
  const { id, isResolved, isOutdated, path, resolvedBy } = thread;
  const state = facts(
    [isResolved ? `resolved${resolvedBy ? ` by ${login(resolvedBy)}` : ''}` : 'open', isOutdated && 'outdated'],
    ', ',
  );
  const shown = (thread.comments?.nodes ?? []).filter((comment) => comment !== null);
  const hunk = (shown[0]?.diffHunk ?? '').split('\n').slice(-mostHunk).join('\n');
  const head = facts([
    `--- ${mark} thread ${known(id)} ${state}`,
    `${plain(path)}${placeOf(thread)}`,
    link(shown[0]?.url),
  ]);
  const texts = shown.map(
    (comment) =>
      `-- ${mark} comment ${comment.fullDatabaseId ?? ''} by ${login(comment.author)}${belonging(comment.authorAssociation)} ${minute(comment.createdAt)}\n${comment.body ?? ''}`,
  );
  const rest = (thread.comments?.totalCount ?? 0) - shown.length;
  return [
    head,
    ...(hunk === '' ? [] : [`-- ${mark} code\n${hunk}`]),
    ...texts,
    ...(rest > 0
      ? [`-- ${mark} ${facts([`${rest} more ${rest === 1 ? 'comment' : 'comments'}`, link(shown[0]?.url)], ': ')}`]
      : []),
  ].join('\n');
}

/** ` lines 3-5 (left)`; of an outdated thread the lines where it was written. */
function placeOf({ line, startLine, originalLine, originalStartLine, diffSide, subjectType }: Thread): string {
  if (subjectType === 'FILE') return ' (whole file)';
  const end = line ?? originalLine ?? null;
  if (end === null) return '';
  const start = line === null ? originalStartLine : startLine;
  const lines = start !== null && start !== undefined && start !== end ? `lines ${start}-${end}` : `line ${end}`;
  return ` ${line === null ? 'originally ' : ''}${lines}${diffSide === 'LEFT' ? ' (left side)' : ''}`;
}
