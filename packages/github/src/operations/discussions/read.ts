import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { Next } from '../../api/link.ts';
import { body, count, facts, known, link, list, login, minute, plain, quoted } from '../../present/text.ts';

// REST has no discussions.

export interface Discussion {
  id: string;
  number: number;
  title: string;
  url: string;
  closed: boolean;
  isAnswered: boolean | null;
  createdAt: string;
  updatedAt: string;
  authorAssociation: string;
  author: { login: string } | null;
  category: { name: string } | null;
  comments: { totalCount: number } | null;
}

export interface Connection<T> {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: (T | null)[] | null;
}

const facets =
  'id number title url closed isAnswered createdAt updatedAt authorAssociation author { login } category { name } comments { totalCount }';

const discussions = graphqlDocument<{
  repository: { hasDiscussionsEnabled?: boolean; discussions: Connection<Discussion> | null } | null;
}>(`query Discussions($owner: String!, $repo: String!, $first: Int!, $after: String, $category: ID, $field: DiscussionOrderField!, $direction: OrderDirection!) {
  repository(owner: $owner, name: $repo) {
    hasDiscussionsEnabled
    discussions(first: $first, after: $after, categoryId: $category, orderBy: { field: $field, direction: $direction }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ${facets} }
    }
  }
}`);

const discussion = graphqlDocument<{
  repository: { discussion: (Discussion & { body: string }) | null } | null;
}>(`query Discussion($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { discussion(number: $number) { ${facets} body } }
}`);

interface Category {
  id: string;
  name: string;
  slug?: string;
  isAnswerable: boolean;
}

const categories = graphqlDocument<{
  repository: {
    hasDiscussionsEnabled?: boolean;
    discussionCategories: { nodes: (Category | null)[] | null } | null;
  } | null;
}>(`query DiscussionCategories($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
    hasDiscussionsEnabled
    discussionCategories(first: 100) { nodes { id name slug isAnswerable } }
  }
}`);

interface ListAsked {
  owner: string;
  /** Absent: those of the organization, which are in its `.github` repository. */
  repo?: string | undefined;
  category?: string | undefined;
  orderBy?: 'CREATED_AT' | 'UPDATED_AT' | undefined;
  direction?: 'ASC' | 'DESC' | undefined;
  after?: string | undefined;
  perPage?: number | undefined;
}

export async function listOfDiscussions(
  github: GitHub,
  { owner, repo = '.github', category, orderBy = 'CREATED_AT', direction = 'DESC', after, perPage = 30 }: ListAsked,
  call: Call,
): Promise<{ items: Discussion[]; total: number; next: Next | undefined }> {
  const categoryId =
    category === undefined || nodeId.test(category)
      ? category
      : await idOfCategory(github, { owner, repo }, category, call);
  const variables = { owner, repo, first: perPage, after, category: categoryId, field: orderBy, direction };
  const { repository } = await github.graphql(discussions, variables, { owner, repo }, call);
  if (!repository?.discussions || isOff(repository, repository.discussions.nodes))
    throw noDiscussions(owner, repo, repository);
  return pageOfConnection(repository.discussions, after);
}

/** A page of a connection: without holes, and never leading back to itself. */
export function pageOfConnection<T>(
  found: Connection<T> | null | undefined,
  after: string | undefined,
): { items: NonNullable<T>[]; total: number; next: Next | undefined } {
  const end = found?.pageInfo?.hasNextPage ? found.pageInfo.endCursor : null;
  return {
    items: (found?.nodes ?? []).filter((node): node is NonNullable<T> => node !== null && node !== undefined),
    total: found?.totalCount ?? 0,
    next: end === null || end === after ? undefined : { after: end },
  };
}

export async function readDiscussion(
  github: GitHub,
  at: { owner: string; repo: string; number: number },
  call: Call,
): Promise<Discussion & { body: string }> {
  const { owner, repo, number } = at;
  const { repository } = await github.graphql(discussion, { owner, repo, number }, { owner, repo }, call);
  const found = repository?.discussion;
  if (!found) throw new ToolError('not_found', `${owner}/${repo} has no discussion #${number}.`);
  return found;
}

export async function categoriesOf(
  github: GitHub,
  { owner, repo }: { owner: string; repo: string },
  call: Call,
): Promise<Category[]> {
  const { repository } = await github.graphql(categories, { owner, repo }, { owner, repo }, call);
  const { nodes } = repository?.discussionCategories ?? {};
  if (!repository?.discussionCategories || isOff(repository, nodes)) throw noDiscussions(owner, repo, repository);
  return (nodes ?? []).filter((category) => category !== null);
}

/** GitHub's ids of categories. Names have spaces or small letters. */
const nodeId = /^(?:[A-Z]+_[\w-]+|MD[\w+/=]{10,})$/;

/** @throws ToolError `not_found` with the names that there are */
export async function idOfCategory(
  github: GitHub,
  at: { owner: string; repo: string },
  wanted: string,
  call: Call,
): Promise<string> {
  const categories = await categoriesOf(github, at, call);
  const found = categories.find(
    ({ id, name, slug }) => id === wanted || [name, slug].some((one) => one?.toLowerCase() === wanted.toLowerCase()),
  );
  if (found === undefined)
    throw new ToolError(
      'not_found',
      `There is no category ${JSON.stringify(wanted)}; there are: ${list(categories.map(({ name }) => name))}.`,
    );
  return found.id;
}

/** An empty list of a repository whose discussions are switched off says nothing about them. */
const isOff = (
  repository: { hasDiscussionsEnabled?: boolean },
  nodes: readonly unknown[] | null | undefined,
): boolean => repository.hasDiscussionsEnabled === false && (nodes ?? []).length === 0;

const noDiscussions = (owner: string, repo: string, repository: object | null): ToolError =>
  repository === null
    ? new ToolError(
        'not_found',
        `GitHub shows no discussions of ${owner}/${repo}: it does not exist, has them switched off, or is not visible to you.`,
      )
    : new ToolError('conflict', `${owner}/${repo} has discussions switched off.`, { reason: 'discussions_off' });

/** `#5 open answered "Title" by alice in Q&A; 3 comments; updated 2026-01-02T03:04Z` */
export const discussionLine = (one: Discussion): string =>
  facts([
    `#${known(one.number)} ${one.closed ? 'closed' : 'open'}${one.isAnswered ? ' answered' : ''} ${quoted(one.title)} by ${login(one.author)}${one.category ? ` in ${plain(one.category.name)}` : ''}`,
    (one.comments?.totalCount ?? 0) > 0 && count(one.comments?.totalCount ?? 0, 'comment'),
    `updated ${minute(one.updatedAt)}`,
  ]);

export const discussionPage = (one: Discussion & { body: string }, budget: number, after?: string): string =>
  `[${facts([discussionLine(one), link(one.url)])}]\n${body(one.body, budget - 1_500, after)}`;
