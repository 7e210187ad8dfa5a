import { describe, expect, test } from 'vitest';
import { faults, type Fault, type Matcher } from './double/index.ts';
import { comment, open, read, sent, threads } from './failing.ts';

interface Expected {
  code?: string;
  reason?: string;
  retryable?: boolean;
  says: RegExp;
  /** Seconds, at most. */
  retryAfter?: number;
  /** The number of requests of the kind that went out. */
  sent?: number;
}

/** A fault of one kind of request, the call that meets it, and how the call must end. */
type Row = [
  name: string,
  fault: Fault,
  tool: string,
  args: Record<string, unknown>,
  expected: Expected,
  matcher?: Matcher,
];

const rows: Row[] = [
  [
    '1 primary limit',
    faults.primaryLimit(1800),
    'issue_read',
    read,
    {
      code: 'unavailable',
      reason: 'rate_limited',
      retryable: true,
      says: /Try again in [\d,]+ seconds/,
      retryAfter: 1801,
      sent: 1,
    },
  ],
  [
    '3 secondary limit',
    faults.secondaryLimit(60),
    'issue_read',
    read,
    {
      code: 'unavailable',
      reason: 'secondary_rate_limited',
      retryable: true,
      says: /in 60 seconds/,
      retryAfter: 60,
      sent: 1,
    },
  ],
  [
    '4 secondary limit without headers',
    faults.secondaryLimitBare(),
    'issue_read',
    read,
    { reason: 'secondary_rate_limited', says: /in 60 seconds/, retryAfter: 60, code: 'unavailable' },
  ],
  [
    '5 limit on a write',
    faults.secondaryLimit(1),
    'add_issue_comment',
    comment,
    { code: 'unavailable', reason: 'secondary_rate_limited', says: /Try again/, sent: 1 },
  ],
  [
    '6 GraphQL limit',
    faults.graphqlLimited(),
    'pull_request_read',
    threads,
    { code: 'unavailable', reason: 'rate_limited', retryable: true, says: /quota/ },
  ],
  [
    '7 GraphQL secondary limit',
    faults.secondaryLimit(60),
    'pull_request_read',
    threads,
    { code: 'unavailable', reason: 'secondary_rate_limited', says: /60 seconds/ },
  ],
  [
    '8 bad token',
    faults.badCredentials(),
    'issue_read',
    read,
    { code: 'denied', reason: 'unauthorized', retryable: false, says: /wrong, expired or revoked/ },
  ],
  [
    '10 SSO',
    faults.ssoRequired('https://github.com/orgs/x/sso?a=b'),
    'issue_read',
    read,
    { code: 'denied', reason: 'sso_required', says: /https:\/\/github\.com\/orgs\/x\/sso\?a=b/ },
  ],
  [
    '12 GraphQL SAML',
    faults.graphqlSaml(),
    'pull_request_read',
    threads,
    { code: 'denied', reason: 'sso_required', says: /single sign-on/ },
  ],
  [
    '13 fine-grained permission',
    faults.fineGrainedDenied('issues=write'),
    'add_issue_comment',
    comment,
    { code: 'denied', reason: 'missing_permission', says: /it needs issues=write/ },
  ],
  [
    '15 masked',
    faults.notFound(),
    'issue_read',
    read,
    { code: 'not_found', says: /does not exist or is not visible to you/ },
  ],
  [
    '16 IP allow list',
    faults.ipAllowList(),
    'issue_read',
    read,
    { code: 'denied', reason: 'forbidden_ip', says: /IP allow list/ },
  ],
  [
    '20 gone',
    faults.gone(),
    'issue_read',
    read,
    { code: 'unavailable', reason: 'gone', retryable: false, says: /Issues has been disabled/ },
  ],
  [
    '20 blocked',
    faults.blocked(),
    'issue_read',
    read,
    { code: 'unavailable', reason: 'blocked', retryable: false, says: /legal/ },
  ],
  [
    '21 conflict',
    faults.status(409, 'is at abc but expected def'),
    'add_issue_comment',
    comment,
    { code: 'conflict', says: /abc/, sent: 1 },
  ],
  [
    '22 merge not allowed',
    faults.status(405, 'Base branch was modified'),
    'merge_pull_request',
    { owner: 'octo', repo: 'garden', pullNumber: 4 },
    { code: 'conflict', says: /Base branch was modified/ },
    { method: 'PUT' },
  ],
  [
    '23 fields',
    faults.validation([{ resource: 'Issue', field: 'title', code: 'missing_field' }, { message: 'too\u200b long' }]),
    'add_issue_comment',
    comment,
    { code: 'invalid', says: /Issue\.title: missing_field; too\\u200b long/ },
  ],
  [
    '25 502 on a write',
    faults.htmlPage(502),
    'add_issue_comment',
    comment,
    { code: 'unavailable', reason: 'maybe_applied', retryable: false, says: /It may have been applied/, sent: 1 },
  ],
  [
    '26 HTML',
    faults.htmlPage(502),
    'issue_read',
    read,
    {
      code: 'unavailable',
      reason: 'server_error',
      retryable: true,
      says: /^GitHub answered 502 for octo\/garden issues\/1\. Try again later\.$/,
      sent: 3,
    },
  ],
  [
    '27 reset',
    { kind: 'reset' },
    'issue_read',
    read,
    { code: 'unavailable', reason: 'network', retryable: true, says: /cannot be reached \(/, sent: 3 },
  ],
  [
    '27 reset of a write',
    { kind: 'reset', after: 'applied' },
    'add_issue_comment',
    comment,
    { code: 'unavailable', reason: 'maybe_applied', retryable: false, says: /may have been applied/, sent: 1 },
  ],
  [
    '30 truncated',
    faults.notJson('{"id": 1, "tit'),
    'issue_read',
    read,
    { code: 'unavailable', reason: 'bad_response', says: /cut off or has an unexpected form/ },
  ],
  [
    '30 empty',
    faults.notJson(''),
    'issue_read',
    read,
    { code: 'unavailable', reason: 'bad_response', says: /cannot be read/ },
  ],
  [
    '31 not JSON',
    faults.notJson(),
    'issue_read',
    read,
    { code: 'unavailable', reason: 'bad_response', says: /cannot be read/ },
  ],
  [
    '31 a text',
    faults.wrongShape('hello'),
    'issue_read',
    read,
    { reason: 'bad_response', code: 'unavailable', says: /cannot be read/ },
  ],
  [
    '31 null',
    faults.wrongShape(null),
    'issue_read',
    read,
    { reason: 'bad_response', code: 'unavailable', says: /cannot be read/ },
  ],
  [
    '31 a list',
    faults.wrongShape([]),
    'issue_read',
    read,
    { reason: 'bad_response', code: 'unavailable', says: /cannot be read/ },
  ],
  [
    '31 no list',
    faults.wrongShape({}),
    'issue_read',
    { ...read, method: 'get_comments' },
    { reason: 'bad_response', code: 'unavailable', says: /cannot be read/ },
  ],
  [
    '34 GraphQL of an old host',
    faults.graphqlUnknownField('reviewThreads', 'PullRequest'),
    'pull_request_read',
    threads,
    { code: 'unsupported', reason: 'unsupported_on_host', says: /does not know/ },
  ],
  [
    '61 empty repository',
    faults.status(409, 'Git Repository is empty.'),
    'list_commits',
    { owner: 'octo', repo: 'garden' },
    { code: 'conflict', reason: 'empty_repository', says: /push_files/ },
  ],
  [
    '63 moved branch',
    faults.status(422, 'Update is not a fast forward'),
    'push_files',
    { owner: 'octo', repo: 'garden', branch: 'main', message: 'x', files: [{ path: 'a', content: 'a' }] },
    { code: 'conflict', says: /moved on/ },
    { method: 'PATCH' },
  ],
];

describe('each failure ends as a result with a code, and nothing is sent twice', () => {
  test.each(rows)('%s', async (_name, fault, tool, args, expected, matcher = {}) => {
    const { double, session } = await open();
    const write = tool === 'add_issue_comment';
    double.fail({ ...(write ? { method: 'POST' } : {}), ...matcher }, fault);
    const answer = await session.call(tool, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(expected.says);
    expect(answer.code).toBe(expected.code);
    if (expected.reason !== undefined) expect(answer.meta['mcp-reference/reason']).toBe(expected.reason);
    if (expected.retryable !== undefined) expect(answer.meta['mcp-reference/retryable']).toBe(expected.retryable);
    if (expected.retryAfter !== undefined) {
      expect(answer.meta['mcp-reference/retry-after-s']).toBeLessThanOrEqual(expected.retryAfter);
      expect(answer.meta['mcp-reference/retry-after-s']).toBeGreaterThan(expected.retryAfter - 30);
    }
    if (expected.sent !== undefined) expect(sent(double)).toBe(expected.sent);
    expect(answer.text).not.toContain(double.token);
    expect(answer.text).not.toContain('<html');
    expect(session.stderr()).not.toContain(double.token);
  });
});
