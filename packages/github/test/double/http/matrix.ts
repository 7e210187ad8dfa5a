import type { Json } from '../json.ts';
import type { Fault } from './faults.ts';

type Answer = Extract<Fault, { kind: 'answer' }>;

function answer(
  status: number,
  message: string,
  headers: Record<string, string> = {},
  more: Record<string, Json> = {},
): Answer {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more };
  return { kind: 'answer', status, headers, body };
}

const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
const secondary =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';

function graphqlError(type: string, message: string, data: Json = null, more: Record<string, Json> = {}): Fault {
  return {
    kind: 'answer',
    status: 200,
    body: { data, errors: [{ type, path: [], locations: [{ line: 1, column: 1 }], message, ...more }] },
  };
}

/** For JSON: nobody is the author. */
const ghost = (key: string, value: Json): Json => (key === 'user' || key === 'author' ? null : value);

/** Failures that tests often want, in GitHub's words. */
export const faults = {
  primaryLimit: (resetIn = 1800, status = 403): Fault =>
    answer(status, 'API rate limit exceeded for user ID 1001.', {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-reset': inSeconds(resetIn),
      'x-ratelimit-resource': 'core',
    }),
  tooMany: (retryAfter: number): Fault => answer(429, 'Too many requests', { 'retry-after': String(retryAfter) }),
  secondaryLimit: (retryAfter: number | undefined = 60): Fault =>
    answer(403, secondary, { 'retry-after': String(retryAfter), 'x-ratelimit-remaining': '4000' }),
  /** Only the message tells. */
  secondaryLimitBare: (): Fault => answer(403, secondary),
  badCredentials: (): Fault => answer(401, 'Bad credentials'),
  ssoRequired: (url: string): Fault =>
    answer(
      403,
      'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      {
        'x-github-sso': `required; url=${url}`,
      },
    ),
  /** The real answer, from which some organizations are missing. */
  ssoPartial: (organizations: string): Fault => ({
    kind: 'change',
    headers: { 'x-github-sso': `partial-results; organizations=${organizations}` },
  }),
  fineGrainedDenied: (permissions: string): Fault =>
    answer(403, 'Resource not accessible by personal access token', { 'x-accepted-github-permissions': permissions }),
  scopeMissing: (accepted: string, held: string, status = 404): Fault =>
    answer(
      status,
      status === 404 ? 'Not Found' : 'Your token has not been granted the required scopes to execute this request.',
      {
        'x-accepted-oauth-scopes': accepted,
        'x-oauth-scopes': held,
      },
    ),
  ipAllowList: (): Fault =>
    answer(
      403,
      'Although you appear to have the correct authorization credentials, the `octo-labs` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
    ),
  notFound: (): Fault => answer(404, 'Not Found'),
  gone: (): Fault => answer(410, 'Issues has been disabled in this repository.'),
  blocked: (): Fault =>
    answer(
      451,
      'Repository access blocked',
      {},
      { block: { reason: 'dmca', created_at: '2026-01-01T00:00:00Z', html_url: 'https://github.com/github/dmca' } },
    ),
  status: (status: number, message: string, headers: Record<string, string> = {}): Fault =>
    answer(status, message, headers),
  validation: (errors: Json[]): Fault => answer(422, 'Validation Failed', {}, { errors }),
  htmlPage: (status = 502): Fault => ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>Unicorn! &middot; GitHub</title></head><body><p><strong>We had issues producing the response to your request.</strong></p></body></html>',
  }),
  /** A body of a type or shape that the operation does not have. */
  wrongShape: (body: Json): Fault => ({ kind: 'answer', status: 200, body }),
  notJson: (body = 'It works!'): Fault => ({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body,
  }),
  empty: (status = 204): Fault => ({ kind: 'answer', status }),
  /** The real answer with a database id above 2^53 wherever one stands. */
  hugeIds: (id = '9007199254740993'): Fault => ({
    kind: 'change',
    body: (body) => body.replaceAll(/"(id|databaseId|fullDatabaseId)":"?\d+"?/g, `"$1":${id}`),
  }),
  /** The real answer with every text named `body` made this long. */
  hugeBodies: (characters: number): Fault => ({
    kind: 'change',
    body: (body) => body.replaceAll(/"body":"(?:[^"\\]|\\.)*"/g, `"body":"${'x'.repeat(characters)}"`),
  }),
  /** The real answer, whose authors have all deleted their accounts. */
  ghosts: (): Fault => ({ kind: 'change', body: (body) => JSON.stringify(JSON.parse(body), ghost) }),
  /** The real search, which gave up early and knows of more than it shows. */
  searchCut: (total: number): Fault => ({
    kind: 'change',
    body: (body) =>
      body
        .replace(/"total_count":\d+/, `"total_count":${total}`)
        .replace('"incomplete_results":false', '"incomplete_results":true'),
  }),
  /** The real tree, said to be only a part of it. */
  treeCut: (): Fault => ({ kind: 'change', body: (body) => body.replace('"truncated":false', '"truncated":true') }),
  linkTo: (url: string): Fault => ({ kind: 'change', headers: { link: `<${url}>; rel="next"` } }),
  deprecated: (): Fault => ({
    kind: 'change',
    headers: { deprecation: 'Wed, 01 Jul 2026 00:00:00 GMT', sunset: 'Fri, 01 Jan 2027 00:00:00 GMT' },
  }),
  graphqlLimited: (): Fault => graphqlError('RATE_LIMITED', 'API rate limit exceeded for user ID 1001.'),
  graphqlForbidden: (): Fault => graphqlError('FORBIDDEN', 'Resource not accessible by personal access token'),
  graphqlSaml: (data: Json = null): Fault =>
    graphqlError(
      'FORBIDDEN',
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to an organization within this enterprise.',
      data,
      { extensions: { saml_failure: true } },
    ),
  graphqlPartial: (data: Json, message = 'Something went wrong while executing your query.'): Fault => ({
    kind: 'answer',
    status: 200,
    body: { data, errors: [{ path: ['repository'], message }] },
  }),
  /** As a host with an older schema answers. */
  graphqlUnknownField: (field: string, type: string): Fault => ({
    kind: 'answer',
    status: 200,
    body: {
      errors: [
        {
          path: ['query', field],
          extensions: { code: 'undefinedField', typeName: type, fieldName: field },
          locations: [{ line: 1, column: 1 }],
          message: `Field '${field}' doesn't exist on type '${type}'`,
        },
      ],
    },
  }),
  clockSkew: (): Fault =>
    answer(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"),
};
