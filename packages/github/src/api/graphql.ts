import { ToolError, type Call } from '@mcp-reference/kit';
import { badResponse } from './failure.ts';
import { clean } from './message.ts';
import { isRecord } from './scope.ts';

/** A fixed query or mutation; what varies goes into variables. */
export interface GraphqlDocument<T> {
  name: string;
  text: string;
  /** A mutation: it is sent once. */
  write: boolean;
  /** Carries the type of the answer; never present at run time. */
  readonly answer?: T;
}

/** The repository, account or node that a document touches. */
export interface GraphqlScope {
  owner?: string;
  repo?: string;
  /** With `owner`: a part of a project of that account. */
  node?: string;
  /** The user's own account, and not a repository. */
  open?: true;
  /** The answer is the content and history of this revision alone. */
  ref?: string;
  /** The answer shows the code of this pull request, and comments on it. */
  pull?: number;
  /** The answer is a part of a project of this account, and text of its people alone. */
  account?: string;
}

/** The document, named after its operation. */
export function graphqlDocument<T>(text: string): GraphqlDocument<T> {
  const [, kind, name = 'query'] = /^\s*(query|mutation)\s+(\w+)/.exec(text) ?? [];
  return { name, text, write: kind === 'mutation' };
}

/** The data of an answer. Errors beside data are warnings; without data they are the failure. */
export function partial(
  { data, errors: given }: { data: unknown; errors: unknown },
  { write }: GraphqlDocument<unknown>,
  target: string,
  call: Call,
): unknown {
  if (!isRecord(data) && !Array.isArray(given)) throw badResponse(write);
  const errors = (Array.isArray(given) ? given : []).filter(isRecord);
  if (errors.length === 0) return write ? complete(data) : data;
  const hasData = isRecord(data) && Object.values(data).some((value) => value !== null) && !hasOnlyHoles(data, 8);
  const fatal = errors.find((error) => write || !hasData || isAboutSubject(error, data));
  if (fatal !== undefined) throw failureOf(fatal, target);
  for (const error of errors.slice(0, 5)) call.warn(`GitHub left something out: ${messageOf(error)}`);
  return data;
}

/** @throws ToolError when the answer to a mutation does not say that it was done */
function complete(data: unknown): unknown {
  if (!isRecord(data) || Object.values(data).includes(null)) throw badResponse(true);
  return data;
}

/**
 * True if an error is about what was asked for, and not about one item of a list in it: what its path names is missing,
 * and the path has no index.
 */
function isAboutSubject({ path }: Readonly<Record<string, unknown>>, data: unknown): boolean {
  if (!Array.isArray(path) || path.some((part) => typeof part === 'number')) return false;
  let at = data;
  for (const part of path) at = isRecord(at) ? at[String(part)] : undefined;
  return at === null || at === undefined;
}

/** True if an answer has a list, and every item of every list is missing. */
function hasOnlyHoles(data: unknown, depth: number): boolean {
  const nodes = listsIn(data, depth).filter((list) => list.length > 0);
  return nodes.length > 0 && nodes.every((list) => list.every((node) => node === null));
}

function listsIn(data: unknown, depth: number): unknown[][] {
  if (depth === 0 || !isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'nodes' && Array.isArray(value) ? [value as unknown[]] : listsIn(value, depth - 1),
  );
}

const messageOf = (error: Readonly<Record<string, unknown>>): string =>
  typeof error['message'] === 'string' ? clean(error['message']) : 'no reason given';

function failureOf(error: Readonly<Record<string, unknown>>, target: string): ToolError {
  const said = messageOf(error);
  const extensions = isRecord(error['extensions']) ? error['extensions'] : {};
  if (extensions['saml_failure'] === true)
    return new ToolError(
      'denied',
      `The organization of ${target} wants the token authorized for single sign-on. GitHub says: ${said}`,
      {
        reason: 'sso_required',
      },
    );
  switch (error['type']) {
    case 'NOT_FOUND':
      return new ToolError('not_found', `Not found in ${target}, or not visible to you. GitHub says: ${said}`, {
        reason: 'not_found',
      });
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return new ToolError('denied', `GitHub refused this for ${target}. GitHub says: ${said}`, {
        reason: 'forbidden',
      });
    case 'UNPROCESSABLE':
      return new ToolError('invalid', `GitHub does not accept this for ${target}. GitHub says: ${said}`, {
        reason: 'unprocessable',
      });
    default:
      break;
  }
  if (/doesn't exist on type|isn't a defined input type|undefinedField/i.test(`${said} ${String(extensions['code'])}`))
    return new ToolError('unsupported', `This GitHub server does not know what the call needs: ${said}`, {
      reason: 'unsupported_on_host',
    });
  return new ToolError(
    'invalid',
    `GitHub answered with an error${target === 'GitHub' ? '' : ` for ${target}`}: ${said}`,
    { reason: 'graphql' },
  );
}

/** The repository that a node belongs to. */
export const whose = graphqlDocument<unknown>(`query Whose($id: ID!) {
  node(id: $id) {
    ... on Issue { repository { nameWithOwner } }
    ... on PullRequest { repository { nameWithOwner } }
    ... on PullRequestReview { repository { nameWithOwner } }
    ... on PullRequestReviewThread { repository { nameWithOwner } }
    ... on PullRequestReviewComment { repository { nameWithOwner } }
    ... on IssueComment { repository { nameWithOwner } }
    ... on Discussion { repository { nameWithOwner } }
    ... on DiscussionComment { discussion { repository { nameWithOwner } } }
    ... on ProjectV2View { project { owner { ... on Organization { login } ... on User { login } } } }
    ... on ProjectV2StatusUpdate { project { owner { ... on Organization { login } ... on User { login } } } }
  }
}`);
