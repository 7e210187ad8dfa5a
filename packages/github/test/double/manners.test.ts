import { expect, test } from 'vitest';
import { clientOf, startClient } from './client.ts';
import type { User } from './world/types.ts';

function someone(user: User | undefined): User {
  if (user === undefined) throw new Error('There is nobody of that name');
  return user;
}

test('pages are linked, first to last', async () => {
  const { go, double } = await startClient();
  const link = async (query: string) => (await go(`GET R/labels?${query}`)).headers.get('link');
  const labels = `${double.url}/repos/octo/garden/labels?per_page=1`;
  expect(await link('per_page=1')).toBe(`<${labels}&page=2>; rel="next", <${labels}&page=3>; rel="last"`);
  expect(await link('per_page=1&page=2')).toContain('rel="prev"');
  expect(await link('per_page=1&page=3')).not.toContain('rel="next"');
  expect(await link('per_page=30')).toBeNull();
  expect((await go('GET R/labels?page=9')).items).toEqual([]);
  const advisories = await go('GET /advisories?per_page=1');
  const next = /<([^>]+)>; rel="next"/.exec(advisories.headers.get('link') ?? '')?.[1] ?? '';
  expect(new URL(next).searchParams.get('after')).not.toBeNull();
  expect((await go(`GET ${next.slice(double.url.length)}`)).items[0]?.text('ghsa_id')).not.toBe(
    advisories.items[0]?.text('ghsa_id'),
  );
});

test('what is unchanged is 304, per token', async () => {
  const { go, double } = await startClient();
  const first = await go('GET R/issues/1');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
  const again = await go('GET R/issues/1', undefined, { 'if-none-match': etag });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  const other = clientOf(double, double.state.addToken(someone(double.state.user('mona'))));
  expect((await other.go('GET R/issues/1', undefined, { 'if-none-match': etag })).status).toBe(200);
  await go('PATCH R/issues/1', { title: 'Changed' });
  expect((await go('GET R/issues/1', undefined, { 'if-none-match': etag })).status).toBe(200);
});

test('rate limits are counted per token and resource, and told', async () => {
  const { go, double } = await startClient();
  await go('GET R');
  const { headers } = await go('GET R');
  expect(headers.get('x-ratelimit-limit')).toBe('5000');
  expect(headers.get('x-ratelimit-remaining')).toBe('4998');
  expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
  expect((await go('GET /search/users?q=mona')).headers.get('x-ratelimit-resource')).toBe('search');
  expect((await go('GET /rate_limit')).body.object('resources')?.object('core')?.int('used')).toBe(2);
  const nobody = clientOf(double, '');
  expect((await nobody.go('GET R')).headers.get('x-ratelimit-limit')).toBe('60');
});

test('who may see and do what: strangers, anonymous callers, wrong tokens, collaborators', async () => {
  const { go, double } = await startClient();
  const as = (name: string) => clientOf(double, double.state.addToken(someone(double.state.user(name))));
  expect((await go('GET /repos/stranger/vault')).status).toBe(404);
  expect((await as('stranger').go('GET /repos/octo/diary/issues')).status).toBe(404);
  expect((await clientOf(double, 'ghp_wrong').go('GET R')).body.text('message')).toBe('Bad credentials');
  const nobody = clientOf(double, '');
  expect((await nobody.go('GET R')).status).toBe(200);
  expect((await nobody.go('GET /user')).status).toBe(401);
  expect((await nobody.go('POST R/issues', { title: 'x' })).status).toBe(401);
  const content = Buffer.from('x').toString('base64');
  expect((await as('stranger').go('PUT R/contents/x', { message: 'x', content })).status).toBe(403);
  expect((await as('mona').go('PUT R/contents/x', { message: 'x', content })).status).toBe(201);
  expect((await as('mona').go('DELETE R')).status).toBe(403);
  // Who may not triage can still write, but not sort.
  const made = await as('stranger').go('POST R/issues', { title: 'x', labels: ['bug'] });
  expect([made.status, made.body.all['labels']]).toEqual([201, []]);
  expect((await as('stranger').go('GET R/collaborators/mona/permission')).status).toBe(403);
  expect((await go('GET R/collaborators/stranger/permission')).body.text('permission')).toBe('read');
});

test('classic tokens tell their scopes, and want the right ones', async () => {
  const { go, double } = await startClient();
  const octo = someone(double.state.user('octo'));
  expect((await go('GET /repos/octo/diary')).headers.get('x-accepted-oauth-scopes')).toBe('repo');
  const narrow = clientOf(double, double.state.addToken(octo, ['gist']));
  const hidden = await narrow.go('GET /repos/octo/diary');
  expect([hidden.status, hidden.headers.get('x-oauth-scopes'), hidden.headers.get('x-accepted-oauth-scopes')]).toEqual([
    404,
    'gist',
    'repo',
  ]);
  expect((await narrow.go('POST R/issues', { title: 'x' })).status).toBe(404);
  expect((await narrow.go('GET /orgs/octo-labs/teams')).status).toBe(403);
  expect((await narrow.go('POST /gists', { files: { a: { content: 'a' } } })).status).toBe(201);
  const fine = clientOf(double, double.state.addToken(octo, [], 'fine-grained'));
  expect((await fine.go('GET R')).headers.get('x-oauth-scopes')).toBeNull();
});

test('a renamed repository redirects: reads with 301, writes with 307', async () => {
  const { go, double } = await startClient();
  await go('PATCH R', { name: 'plot' });
  const read = await go('GET R/issues/1?x=1');
  const id = double.state.repository('octo', 'plot')?.id;
  expect([read.status, read.headers.get('location')]).toEqual([301, `${double.url}/repositories/${id}/issues/1?x=1`]);
  expect((await go(`GET /repositories/${id}/issues/1`)).status).toBe(200);
  expect((await go('POST R/issues', { title: 'x' })).status).toBe(307);
  expect((await go(`POST /repositories/${id}/issues`, { title: 'x' })).status).toBe(201);
});

test('media types: diff, patch, sha, raw, html, object, star', async () => {
  const { go } = await startClient();
  const as = async (path: string, type: string) =>
    (await go(`GET ${path}`, undefined, { accept: `application/vnd.github.${type}` })).text;
  expect(await as('R/pulls/4', 'diff')).toMatch(/^diff --git a\/src\/water\.ts b\/src\/water\.ts\n/);
  expect(await as('R/commits/rain', 'patch')).toMatch(/^From [0-9a-f]{40} /);
  expect(await as('R/compare/main...rain', 'v3.diff')).toContain('@@ -1,4 +1,4 @@');
  expect(await as('R/commits/main', 'sha')).toMatch(/^[0-9a-f]{40}$/);
  expect(await as('R/contents/README.md', 'raw+json')).toBe(
    '# Garden planner\n\nWhat grows where, and when to water it.\n',
  );
  expect(await as('R/contents/src', 'object')).toContain('"entries":[');
  expect(await as('R/issues/1', 'html+json')).toContain('"body_html":');
  expect(await as('R/stargazers', 'star+json')).toContain('"starred_at":');
});

test('raw contents, by branch, tag, commit and pull request; private ones only for who may see them', async () => {
  const { go, double } = await startClient();
  for (const ref of ['main', 'v0.1.0', 'HEAD', 'refs/heads/main', 'feature/frost%231']) {
    const answer = await go(`GET /raw/octo/garden/${ref}/README.md`);
    expect([ref, answer.status, answer.text.slice(0, 8)]).toEqual([ref, 200, '# Garden']);
  }
  expect((await go('GET /raw/octo/garden/refs/pull/4/head/src/water.ts')).text).toContain('Math.max');
  expect((await go('GET /raw/octo/garden/main/nothing')).status).toBe(404);
  const nobody = clientOf(double, '');
  expect((await nobody.go('GET /raw/octo/diary/main/README.md')).status).toBe(404);
  const url = (await go('GET /repos/octo/diary/contents/README.md')).body.text('download_url') ?? '';
  expect((await nobody.go(`GET ${url.slice(double.url.length)}`)).text).toBe('# Diary\n');
});

test('logs and artifacts are elsewhere, where a token has no business', async () => {
  const { go, double } = await startClient();
  const run = double.state.repository('octo', 'garden')?.runs[0];
  for (const [path, start] of [
    [`jobs/${run?.jobs[0]?.id}/logs`, '2026-06-01T'],
    [`artifacts/${run?.artifacts[0]?.id}/zip`, 'PK'],
    [`runs/${run?.id}/logs`, 'PK'],
  ] as const) {
    const found = await go(`GET R/actions/${path}`);
    expect(found.status).toBe(302);
    const location = (found.headers.get('location') ?? '').slice(double.url.length);
    expect((await clientOf(double, '').go(`GET ${location}`)).text.slice(0, start.length)).toBe(start);
    expect(double.violations).toEqual([]);
    await go(`GET ${location}`);
    expect(double.violations[0]).toContain('a token was sent to the host of files');
    double.requests.length = 0;
  }
});

test('filters, sorting and limits of lists', async () => {
  const { go } = await startClient();
  const numbers = async (query: string) => (await go(`GET R/issues?${query}`)).items.map((one) => one.int('number'));
  expect(await numbers('state=all&sort=created&direction=asc')).toEqual([1, 2, 3, 4]);
  expect(await numbers('labels=enhancement')).toEqual([4, 2]);
  expect(await numbers('creator=mona')).toEqual([4, 1]);
  expect(await numbers('assignee=octo')).toEqual([1]);
  expect(await numbers('milestone=none')).toEqual([4, 2]);
  const at = (await go('GET R/issues/4')).body.text('updated_at') ?? '';
  expect(await numbers(`since=${at}`)).toEqual([4]);
  expect((await go('GET R/commits?path=src/season.ts')).items).toHaveLength(1);
  expect((await go('GET R/issues/1/comments?since=2026-12-01T00:00:00Z')).items).toEqual([]);
});

test('search knows what it finds, refuses what it does not understand', async () => {
  const { go } = await startClient();
  const count = async (query: string) => (await go(`GET /search/${query}`)).body.int('total_count');
  expect(await count('issues?q=is:pr+author:mona')).toBe(1);
  expect(await count('issues?q=is:issue+-label:bug+repo:octo/garden')).toBe(2);
  expect(await count('issues?q=%22rainy+days%22')).toBe(1);
  expect(await count('issues?q=created:%3E=2026-06-01+is:open+is:issue+user:octo')).toBe(3);
  expect(await count('repositories?q=topic:garden+language:typescript')).toBe(1);
  expect(await count('users?q=type:org')).toBe(1);
  expect(await count('code?q=litres+path:src+extension:ts')).toBe(1);
  expect((await go('GET /search/issues?q=repo:stranger/vault')).status).toBe(422);
  expect((await go('GET /search/issues?q=rain+OR+frost')).status).toBe(422);
});

test('an enterprise server lacks what is new', async () => {
  const { go, graphql, double } = await startClient({ server: true });
  const known = await go('GET /api/v3/repos/octo/garden/issues/1');
  expect([known.status, known.headers.get('x-github-enterprise-version')]).toEqual([200, 'enterprise-server@3.19.0']);
  expect(known.headers.get('x-ratelimit-limit')).toBeNull();
  expect((await go('GET /api/v3/meta')).body.text('installed_version')).toBe('3.19.0');
  expect((await go('GET /api/v3/repos/octo/garden/issues/1/sub_issues')).status).toBe(404);
  expect((await go('GET /api/v3/users/octo/projectsV2')).status).toBe(404);
  expect(double.violations).toEqual([]);
  const newer = '{ repository(owner: "octo", name: "garden") { issueTypes(first: 1) { totalCount } } }';
  expect((await graphql(newer)).text).toContain("Field 'issueTypes' doesn't exist on type 'Repository'");
});

test('an enterprise host has prefixes', async () => {
  const { go, graphql } = await startClient();
  expect((await go('GET /api/v3/repos/octo/garden')).status).toBe(200);
  expect((await go('POST /api/graphql', { query: '{ viewer { login } }' })).text).toContain('octo');
  expect((await graphql('{ viewer { login } }')).text).toContain('octo');
});
