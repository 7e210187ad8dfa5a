import { expect, test, onTestFinished } from 'vitest';
import { faults, startDouble } from './double/index.ts';
import { comment, isRest, open, read, sent, threads, to } from './failing.ts';
import { json, start, stub, token } from './start.ts';

// Single failures and limits: what is waited out, repeated, followed, or said.

test('1, 3: while a limit is in force later calls fail immediately, and nothing is sent', async () => {
  const { double, session } = await open();
  double.fail({ times: 1 }, faults.secondaryLimit(60));
  await session.call('issue_read', read);
  const before = double.requests.length;
  const again = await session.call('list_pull_requests', { owner: 'octo', repo: 'garden' });
  expect(again.meta).toMatchObject({
    'mcp-reference/reason': 'secondary_rate_limited',
    'mcp-reference/retryable': true,
  });
  expect(double.requests.length).toBe(before);
});

test('2: a short limit on a read is waited out', async () => {
  const { double, session } = await open();
  double.fail({ times: 1 }, faults.tooMany(1));
  expect((await session.call('issue_read', read)).isError).toBe(false);
  expect(sent(double)).toBe(2);
});

test.each([502, 503, 504])('24: %i twice on a read, then its answer', async (status) => {
  const { double, session } = await open();
  double.fail({ times: 2 }, faults.status(status, 'Server Error'));
  expect((await session.call('issue_read', read)).isError).toBe(false);
  expect(to(double, 'GET', '/issues/1')).toBe(3);
});

test.each([500, 502, 503, 504])(
  'a write is sent once, also after %i, and the answer says that it may be there',
  async (status) => {
    const { url, seen } = await stub((_seen, response) => json(response, { message: 'no' }, { status }));
    const session = await start(url);
    const answer = await session.call('add_issue_comment', {
      owner: 'octo',
      repo: 'garden',
      issue_number: 1,
      body: 'x',
    });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toMatch(/may have been|may be/);
    // Control: a read is tried again, as above.
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  },
);

test('11, 17: what is missing and what has moved is said beside the answer', async () => {
  const { double, session } = await open();
  double.fail({ times: 1 }, faults.ssoPartial('21955855'));
  expect((await session.call('issue_read', read)).text).toMatch(
    /\[warning: Results of organizations that want single sign-on are missing/,
  );
  double.fail(
    { path: '/repos/octo/garden/issues/1', times: 1 },
    { kind: 'redirect', status: 301, location: `${double.url}/repos/octo/garden/issues/2` },
  );
  const moved = await session.call('issue_read', read);
  expect(moved.text).toMatch(/Warn before frost[^]*\[warning: octo\/garden issues\/1 was moved or renamed/);
});

test.each([301, 302] as const)('18: a write that is redirected with %i is an error, never a read', async (status) => {
  const { double, session } = await open();
  double.fail(
    { method: 'POST' },
    { kind: 'redirect', status, location: `${double.url}/repos/octo/garden/issues/1/comments` },
  );
  const answer = await session.call('add_issue_comment', comment);
  expect(answer).toMatchObject({ isError: true, code: 'conflict' });
  expect(double.requests.map(({ method }) => method)).toEqual(['POST']);
});

test('18: a write that is redirected with 307 to the same host is sent there as it was', async () => {
  const { double, session } = await open();
  double.fail(
    { method: 'POST', times: 1 },
    { kind: 'redirect', status: 307, location: `${double.url}/repos/octo/garden/issues/1/comments` },
  );
  expect((await session.call('add_issue_comment', comment)).text).toMatch(/Added comment/);
});

test('19: a redirect to another host is not followed, and the token goes nowhere', async () => {
  const evil = await stub((_seen, response) => json(response, {}));
  const { double, session } = await open();
  double.fail({ method: 'GET' }, { kind: 'redirect', status: 302, location: `${evil.url}/repos/octo/garden/issues/1` });
  const answer = await session.call('issue_read', read);
  expect(answer).toMatchObject({ isError: true, code: 'unavailable', meta: { 'mcp-reference/reason': 'redirected' } });
  expect(evil.seen).toEqual([]);
});

test('19: a log is fetched from where it is stored, without the token', async () => {
  const store = await stub((_seen, response) => void response.end('2026-01-01T00:00:00.0000000Z done\n'));
  const { double, session } = await open(['--toolsets', 'actions']);
  double.fail({ path: /\/logs$/ }, { kind: 'redirect', status: 302, location: `${store.url}/log.txt?signed=1` });
  expect((await session.call('get_job_logs', { owner: 'octo', repo: 'garden', job_id: 1 })).text).toMatch(/\ndone\n/);
  expect(store.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('28: nothing comes: the client cancels, and the socket closes', async () => {
  let arrived: () => void = () => {};
  let gone: () => void = () => {};
  const asked = new Promise<void>((resolve) => (arrived = resolve));
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const { url } = await stub((_seen, response) => {
    response.on('close', gone);
    arrived();
  });
  const session = await start(url);
  const abort = new AbortController();
  const call = session.call('issue_read', read, { signal: abort.signal });
  await asked;
  abort.abort();
  await expect(call).rejects.toThrow(/abort|cancel/i);
  await closed;
});

test.each([
  ['28 nothing comes', { kind: 'hang' } as const],
  ['29 it trickles', { kind: 'trickle', bytes: 1, everyMs: 200 } as const],
])('%s: the deadline ends it', async (_name, fault) => {
  const { double, session } = await open(['--timeout', '1']);
  double.fail({}, fault);
  expect(await session.call('issue_read', read)).toMatchObject({ isError: true, code: 'timeout' });
});

test('33: what comes without errors is kept, holes are passed over', async () => {
  const { double, session } = await open();
  const data = {
    repository: {
      pullRequest: {
        reviewThreads: {
          totalCount: 2,
          pageInfo: { hasNextPage: false, endCursor: null },
          nodes: [null, { id: 'PRRT_1', isResolved: false, isOutdated: false, path: 'a', line: 1, comments: null }],
        },
      },
    },
  };
  double.fail({ path: '/graphql' }, faults.graphqlPartial(data, 'Something went wrong.'));
  const { isError, text } = await session.call('pull_request_read', threads);
  expect(isError).toBe(false);
  expect(text).toMatch(
    /^\[1 thread; 2 in all\][^]*PRRT_1[^]*\[warning: GitHub left something out: Something went wrong\.\]/,
  );
});

test('36: ids of 64 bits keep their digits', async () => {
  const { double, session } = await open();
  double.fail({}, faults.hugeIds('9007199254740993'));
  expect((await session.call('issue_read', read)).text).toContain('id 9007199254740993;');
  expect((await session.call('list_issues', { owner: 'octo', repo: 'garden', fields: ['id'] })).text).toContain(
    '"id":"9007199254740993"',
  );
});

test('37: a deleted account is a ghost', async () => {
  const { double, session } = await open();
  double.fail({}, faults.ghosts());
  expect((await session.call('issue_read', { ...read, method: 'get_comments' })).text).toMatch(/comment \d+ by ghost/);
});

test.each([
  ['40 to another host', (_url: string) => 'https://evil.example/repos/octo/garden/issues?page=2'],
  ['41 to itself', (url: string) => `${url}/repos/octo/garden/issues?page=1`],
])('%s: the next page is not offered', async (_name, link) => {
  const { double, session } = await open();
  double.fail({}, faults.linkTo(link(double.url)));
  expect((await session.call('list_issues', { owner: 'octo', repo: 'garden' })).text).not.toContain('more with');
});

test('39: page sizes of any kind are clamped and taken', async () => {
  const { double, session } = await open();
  for (const perPage of [0, 101, '30', 1_000_000])
    await session.call('list_branches', { owner: 'octo', repo: 'garden', perPage });
  expect(double.requests.map(({ query }) => query['per_page'])).toEqual(['1', '100', '30', '100']);
  expect(double.violations).toEqual([]);
});

test('42: a search that stopped early, or found more than it shows, says so', async () => {
  const { double, session } = await open();
  const more = (body: string) =>
    body
      .replace('"incomplete_results":false', '"incomplete_results":true')
      .replace(/"total_count":\d+/, '"total_count":5000');
  double.fail({}, { kind: 'change', body: more });
  const { text } = await session.call('search_issues', { query: 'frost repo:octo/garden' });
  expect(text).toMatch(/5,000 in all[^]*stopped the search early[^]*at most 1,000/);
});

test('72: an unchanged read is asked by its tag, and answered from memory', async () => {
  const { double, session } = await open();
  const first = await session.call('issue_read', read);
  const second = await session.call('issue_read', read);
  expect(double.requests.filter(isRest).map(({ status }) => status)).toEqual([200, 304]);
  const shape = (text: string) => text.replaceAll(/[0-9a-f]{8}(?=\n|>>>)/g, 'mark');
  expect(shape(second.text)).toBe(shape(first.text));
});

test('77, 78: a deprecated endpoint is one line in the log', async () => {
  const { double, session } = await open([], true);
  double.fail({ path: /issues/ }, faults.deprecated());
  expect((await session.call('issue_read', read)).isError).toBe(false);
  expect(session.stderr().trim().split('\n')).toHaveLength(1);
  expect(session.stderr()).toContain('deprecated');
});

test('27: nobody listens', async () => {
  const double = await startDouble();
  await double.close();
  const session = await start(double.url);
  expect(await session.call('issue_read', read)).toMatchObject({
    code: 'unavailable',
    meta: { 'mcp-reference/reason': 'network' },
    text: expect.stringContaining('ECONNREFUSED'),
  });
  expect(await session.call('add_issue_comment', comment)).toMatchObject({
    meta: { 'mcp-reference/reason': 'network' },
  });
});

test('14: a missing scope is named', async () => {
  const { url } = await stub((_seen, response) =>
    json(
      response,
      { message: 'Not Found' },
      { status: 404, headers: { 'x-oauth-scopes': 'gist', 'x-accepted-oauth-scopes': 'repo' } },
    ),
  );
  const answer = await (await start(url)).call('issue_read', read);
  expect(answer).toMatchObject({
    code: 'denied',
    text: 'The token may lack a scope for octo/garden issues/1: repo. Sign in with a token that has it.',
  });
});

test('66: a token in what GitHub says does not come out', async () => {
  const { url } = await stub((_seen, response) => json(response, { message: `Bad ${token}` }, { status: 422 }));
  const { text } = await (await start(url)).call('issue_read', read);
  expect(text).toContain('[secret]');
  expect(text).not.toContain(token);
});

test('without a sign-in public data works, and the rest says how to sign in', async () => {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const session = await start(double.url, { token: '' });
  expect((await session.call('issue_read', read)).isError).toBe(false);
  const answer = await session.call('get_me');
  expect(answer).toMatchObject({ isError: true, code: 'denied' });
  expect(answer.text).toMatch(/GITHUB_PERSONAL_ACCESS_TOKEN/);
});

test('65: the very same comment again is made, and said', async () => {
  const { session } = await open();
  expect((await session.call('add_issue_comment', comment)).text).not.toContain('warning');
  expect((await session.call('add_issue_comment', comment)).text).toMatch(
    /\[warning: The very same was sent \d+ seconds ago/,
  );
});
