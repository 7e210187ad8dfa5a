import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { faults, type Fault } from './index.ts';

/** The error of a request without an answer. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? `${error.cause.name} ${error.cause.message}` : String(error);

test('an answer of the test replaces the real one, and nothing is applied', async () => {
  const { go, double } = await startClient();
  double.fail({ method: 'POST', operationId: 'issues/create', times: 1 }, faults.htmlPage(502));
  const broken = await go('POST R/issues', { title: 'x' });
  expect([broken.status, broken.headers.get('content-type'), broken.text.slice(0, 6)]).toEqual([
    502,
    'text/html',
    '<html>',
  ]);
  const before = double.state.repository('octo', 'garden')?.issues.length;
  expect((await go('POST R/issues', { title: 'x' })).status).toBe(201);
  expect(double.state.repository('octo', 'garden')?.issues).toHaveLength((before ?? 0) + 1);
  expect(double.requests.map(({ status }) => status)).toEqual([502, 201]);
});

test('matchers: times, after, path, body; taking one back; healing', async () => {
  const { go, graphql, double } = await startClient();
  double.fail({ path: /\/issues\/1$/, after: 1, times: 1 }, faults.status(503, 'Service Unavailable'));
  const one = async () => (await go('GET R/issues/1')).status;
  expect([await one(), await one(), await one()]).toEqual([200, 503, 200]);
  const back = double.fail({ path: '/repos/octo/garden/issues/2' }, faults.notFound());
  expect((await go('GET R/issues/2')).status).toBe(404);
  back();
  expect((await go('GET R/issues/2')).status).toBe(200);
  double.fail({ operationId: 'graphql', body: 'createLabel' }, faults.graphqlForbidden());
  expect(
    (
      await graphql(
        'mutation { createLabel(input: { repositoryId: "x", name: "y", color: "z" }) { clientMutationId } }',
      )
    ).text,
  ).toContain('FORBIDDEN');
  expect((await graphql('{ viewer { login } }')).text).toContain('octo');
  double.fail({}, faults.notFound());
  double.heal();
  expect((await go('GET R/issues/2')).status).toBe(200);
});

test('a truncated body says it is longer than it is', async () => {
  const { go, double } = await startClient();
  double.fail({ times: 1 }, { kind: 'truncated' });
  await expect(go('GET R/issues')).rejects.toThrow('terminated');
  double.fail({ times: 1 }, { kind: 'truncated', keep: 0 });
  await expect(go('GET R/issues')).rejects.toThrow(/terminated|fetch failed/);
});

test('a connection is reset before or after what was asked for was done', async () => {
  const { go, double } = await startClient();
  const issues = () => double.state.repository('octo', 'garden')?.issues.length ?? 0;
  const before = issues();
  double.fail({ times: 1 }, { kind: 'reset' });
  expect(causeOf(await go('POST R/issues', { title: 'x' }).catch((error: unknown) => error))).toMatch(
    /ECONNRESET|other side closed/,
  );
  expect(issues()).toBe(before);
  double.fail({ times: 1 }, { kind: 'reset', after: 'applied' });
  await expect(go('POST R/issues', { title: 'x' })).rejects.toThrow('fetch failed');
  expect(issues()).toBe(before + 1);
  expect(double.requests.map(({ status }) => status)).toEqual([undefined, undefined]);
});

test('an answer that never comes leaves the caller to give up', async () => {
  const { double } = await startClient();
  double.fail({ times: 1 }, { kind: 'hang' });
  const abort = new AbortController();
  const answer = fetch(`${double.url}/meta`, { signal: abort.signal }).catch((error: Error) => error.name);
  await expect.poll(() => double.requests).toHaveLength(1);
  abort.abort();
  expect(await answer).toBe('AbortError');
});

test('an answer trickles, or comes late', async () => {
  const { go, double } = await startClient();
  double.fail({ times: 1 }, { kind: 'trickle', bytes: 3, everyMs: 1 });
  expect((await go('GET /zen')).text).toBe('Keep it logically awesome.');
  double.fail({ times: 1 }, { kind: 'delay', ms: 50 });
  expect((await go('GET /zen')).status).toBe(200);
});

test('a redirect leads elsewhere with the status that was asked for', async () => {
  const { go, double } = await startClient();
  for (const status of [301, 302, 307, 308] as const) {
    double.fail({ times: 1 }, { kind: 'redirect', status, location: 'https://evil.example/x' });
    const answer = await go('POST R/issues', { title: 'x' });
    expect([answer.status, answer.headers.get('location')]).toEqual([status, 'https://evil.example/x']);
  }
});

test('closing ends what hangs', async () => {
  const { double } = await startClient();
  double.fail({}, { kind: 'hang' });
  const hanging = fetch(`${double.url}/meta`).catch((error: unknown) => error);
  await double.close();
  expect(await hanging).toBeInstanceOf(Error);
  // The port is free again.
  const probe = createServer();
  await new Promise<void>((resolve, reject) =>
    probe.once('error', reject).listen(Number(new URL(double.url).port), '127.0.0.1', resolve),
  );
  probe.close();
});

/** Each ready-made fault, with what shows of it. */
const expected: [name: string, fault: Fault, status: number, headers: Record<string, string>, body: string][] = [
  ['primary limit', faults.primaryLimit(), 403, { 'x-ratelimit-remaining': '0' }, 'API rate limit exceeded'],
  ['too many', faults.tooMany(2), 429, { 'retry-after': '2' }, 'Too many requests'],
  [
    'secondary limit',
    faults.secondaryLimit(60),
    403,
    { 'retry-after': '60', 'x-ratelimit-remaining': '4000' },
    'secondary rate limit',
  ],
  ['secondary limit, message only', faults.secondaryLimitBare(), 403, {}, 'secondary rate limit'],
  ['bad credentials', faults.badCredentials(), 401, {}, 'Bad credentials'],
  [
    'SSO',
    faults.ssoRequired('https://github.com/orgs/octo-labs/sso?x=1'),
    403,
    { 'x-github-sso': 'required; url=https://github.com/orgs/octo-labs/sso?x=1' },
    'SAML',
  ],
  [
    'partial SSO',
    faults.ssoPartial('21955855'),
    200,
    { 'x-github-sso': 'partial-results; organizations=21955855' },
    '"number":',
  ],
  [
    'fine-grained',
    faults.fineGrainedDenied('issues=write'),
    403,
    { 'x-accepted-github-permissions': 'issues=write' },
    'Resource not accessible by personal access token',
  ],
  [
    'scope',
    faults.scopeMissing('repo', 'gist'),
    404,
    { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'gist' },
    'Not Found',
  ],
  ['IP allow list', faults.ipAllowList(), 403, {}, 'IP allow list'],
  ['masked', faults.notFound(), 404, {}, 'Not Found'],
  ['gone', faults.gone(), 410, {}, 'disabled'],
  ['blocked', faults.blocked(), 451, {}, 'dmca'],
  [
    'validation',
    faults.validation([{ resource: 'Issue', field: 'title', code: 'missing_field' }]),
    422,
    {},
    'missing_field',
  ],
  ['HTML', faults.htmlPage(), 502, { 'content-type': 'text/html' }, '<title>Unicorn'],
  ['wrong shape', faults.wrongShape('text'), 200, {}, 'text'],
  ['not JSON', faults.notJson(), 200, { 'content-type': 'application/json' }, 'It works!'],
  ['empty', faults.empty(), 204, {}, ''],
  ['huge ids', faults.hugeIds(), 200, {}, '"id":9007199254740993'],
  ['huge bodies', faults.hugeBodies(70_000), 200, {}, `"body":"${'x'.repeat(70_000)}"`],
  ['ghosts', faults.ghosts(), 200, {}, '"user":null'],
  [
    'foreign link',
    faults.linkTo('https://evil.example/'),
    200,
    { link: '<https://evil.example/>; rel="next"' },
    '"number":',
  ],
  ['deprecated', faults.deprecated(), 200, { sunset: 'Fri, 01 Jan 2027 00:00:00 GMT' }, '"number":'],
  ['GraphQL limit', faults.graphqlLimited(), 200, {}, '"type":"RATE_LIMITED"'],
  ['GraphQL forbidden', faults.graphqlForbidden(), 200, {}, '"type":"FORBIDDEN"'],
  ['GraphQL SAML', faults.graphqlSaml({ viewer: null }), 200, {}, '"saml_failure":true'],
  [
    'GraphQL partial',
    faults.graphqlPartial({ repository: { name: 'garden' } }),
    200,
    {},
    '"data":{"repository":{"name":"garden"}}',
  ],
  [
    'GraphQL unknown field',
    faults.graphqlUnknownField('subIssues', 'Issue'),
    200,
    {},
    "Field 'subIssues' doesn't exist on type 'Issue'",
  ],
  ['clock skew', faults.clockSkew(), 401, {}, "'Issued at' claim"],
];

test.each(expected)('%s', async (_, fault, status, headers, body) => {
  const { go, double } = await startClient();
  double.fail({ times: 1 }, fault);
  const answer = await go('GET R/issues');
  expect(answer.status).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value);
  expect(answer.text).toContain(body);
  expect((await go('GET R/issues')).status).toBe(200);
});

test('a search or a tree that was cut', async () => {
  const { go, double } = await startClient();
  double.fail({ path: '/search/issues' }, faults.searchCut(4711));
  double.fail({ operationId: 'git/get-tree' }, faults.treeCut());
  const { body } = await go('GET /search/issues?q=rain');
  expect([body.int('total_count'), body.flag('incomplete_results')]).toEqual([4711, true]);
  expect((await go('GET R/git/trees/main')).body.flag('truncated')).toBe(true);
});

test('every ready-made fault is tried here', () => {
  // Three of them above, the others in the list.
  expect(expected.length + 3).toBe(Object.keys(faults).length);
});
