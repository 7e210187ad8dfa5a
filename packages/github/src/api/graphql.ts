import { ToolError, type Call } from '@mcp-reference/kit';
import { clean } from './failure.ts';
import { isRecord } from './scope.ts';
import { badResponse } from './sender.ts';
import type { Reply } from './transport.ts';

/** A fixed query or mutation; what varies goes into variables. */
export interface GraphqlDocument<T> {
  name: string;
  text: string;
  /** A mutation: it is sent once. */
  write: boolean;
  /** Carries the type of the answer; never there. */
  readonly answer?: T;
}

/** What a document touches: a repository, an account, or whatever a node id belongs to. */
export interface GraphqlScope {
  owner?: string;
  repo?: string;
  node?: string;
  /** It is about no repository: only about the user or public facts. */
  open?: true;
}

/** The document, named after its operation. */
export function graphqlDocument<T>(text: string): GraphqlDocument<T> {
  const [, kind, name = 'query'] = /^\s*(query|mutation)\s+(\w+)/.exec(text) ?? [];
  return { name, text, write: kind === 'mutation' };
}

/** The data of an answer. Errors beside data are warnings; without data they are the failure. */
export function partial(reply: Reply, { write }: GraphqlDocument<unknown>, target: string, call: Call): unknown {
  const body = reply.data;
  if (!isRecord(body) || (!isRecord(body['data']) && !Array.isArray(body['errors']))) throw badResponse(write);
  const errors = (Array.isArray(body['errors']) ? body['errors'] : []).filter(isRecord);
  if (errors.length === 0) return body['data'];
  const hasData = isRecord(body['data']) && Object.values(body['data']).some((value) => value !== null);
  const failure = failureOf(errors[0] ?? {}, target);
  if (!hasData || write) throw failure;
  for (const error of errors.slice(0, 5)) call.warn(`GitHub left something out: ${messageOf(error)}`);
  return body['data'];
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
      return new ToolError('not_found', `Not found, or not visible to you: ${said}`, { reason: 'not_found' });
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return new ToolError('denied', `GitHub refused it. It says: ${said}`, { reason: 'forbidden' });
    case 'UNPROCESSABLE':
      return new ToolError('invalid', `GitHub does not accept this. It says: ${said}`, { reason: 'unprocessable' });
    default:
      break;
  }
  if (/doesn't exist on type|isn't a defined input type|undefinedField/i.test(`${said} ${String(extensions['code'])}`))
    return new ToolError('unsupported', `This GitHub server does not know what the call needs: ${said}`, {
      reason: 'unsupported_on_host',
    });
  return new ToolError('invalid', `GitHub says: ${said}`, { reason: 'graphql' });
}

/** Whose a node is. */
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
  }
}`);
