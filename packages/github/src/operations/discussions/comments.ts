import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { belonging, facts, known, link, login, minute } from '../../present/text.ts';
import { rest } from '../rest-of.ts';
import { pageOfConnection, type Connection } from './read.ts';

interface Reply {
  id: string;
  author: { login: string } | null;
  authorAssociation: string;
  createdAt: string;
  url?: string | null;
  body: string | null;
}

export interface DiscussionComment extends Reply {
  isAnswer: boolean;
  replies?: Partial<Connection<Reply>> | null;
}

const comments = graphqlDocument<{
  repository: { discussion: { comments: Connection<DiscussionComment> | null } | null } | null;
}>(`query DiscussionComments($owner: String!, $repo: String!, $number: Int!, $first: Int!, $after: String, $replies: Int!, $withReplies: Boolean!) {
  repository(owner: $owner, name: $repo) {
    discussion(number: $number) {
      comments(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id isAnswer author { login } authorAssociation createdAt url body
          replies(first: $replies) @include(if: $withReplies) { totalCount pageInfo { hasNextPage endCursor } nodes { id author { login } authorAssociation createdAt body } }
        }
      }
    }
  }
}`);

const moreReplies = graphqlDocument<{ node: { replies?: Connection<Reply> | null } | null }>(
  `query DiscussionReplies($id: ID!, $after: String) {
  node(id: $id) {
    ... on DiscussionComment {
      replies(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id author { login } authorAssociation createdAt body }
      }
    }
  }
}`,
);

interface Asked {
  owner: string;
  repo: string;
  number: number;
  first: number;
  /** The number of each to show; undefined leaves them out. */
  replies: number;
  after: string | undefined;
}

export async function commentsOf(github: GitHub, { owner, repo, number, first, replies, after }: Asked, call: Call) {
  const variables = { owner, repo, number, first, after, replies, withReplies: replies > 0 };
  const { repository } = await github.graphql(comments, variables, { owner, repo }, call);
  if (!repository?.discussion) throw new ToolError('not_found', `${owner}/${repo} has no discussion #${number}.`);
  const page = pageOfConnection(repository.discussion.comments, after);
  for (const { id, replies: shown } of page.items)
    await rest(
      shown,
      async (from) => (await github.graphql(moreReplies, { id, after: from }, { owner, repo }, call)).node?.replies,
    );
  return page;
}

/** A comment as its heading and text, with its replies. */
export function discussionComment(comment: DiscussionComment, mark: string): string {
  const replies = comment.replies?.nodes?.filter((reply) => reply !== null) ?? [];
  const rest = (comment.replies?.totalCount ?? 0) - replies.length;
  return [
    `--- ${mark} comment ${heading(comment)}${comment.isAnswer ? ' THE ANSWER' : ''}\n${comment.body ?? ''}`,
    ...replies.map((reply) => `-- ${mark} reply ${heading(reply)}\n${reply.body ?? ''}`),
    ...(rest > 0
      ? [`-- ${mark} ${facts([`${rest} more ${rest === 1 ? 'reply' : 'replies'}`, link(comment.url)], ': ')}`]
      : []),
  ].join('\n');
}

const heading = ({ id, author, authorAssociation, createdAt }: Reply) =>
  `${known(id)} by ${login(author)}${belonging(authorAssociation)} ${minute(createdAt)}`;
