import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { createLog, Secret } from '@mcp-reference/kit';
import { Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { isHarmless } from '../src/api/guard/acts.ts';
import { isByPeople } from '../src/api/guard/authors.ts';
import { Allowed } from '../src/api/allowed.ts';
import { graphqlSource, sourcesOf } from '../src/api/guard/labels.ts';
import type { GraphqlScope } from '../src/api/graphql.ts';
import { hostOfStandIn } from '../src/api/host.ts';
import { lastIn, nextIn } from '../src/api/link.ts';
import { scopeOf } from '../src/api/scope.ts';
import { Slots } from '../src/api/slots.ts';
import { Transport } from '../src/api/transport.ts';
import { Within } from '../src/api/within.ts';
import { json, stub } from './start.ts';

const { rest } = new Octokit();

/** The route of a method of Octokit. */
function routeOf(scope: string, name: string): string {
  const methods: Record<string, Record<string, { endpoint: { DEFAULTS: { method: string; url: string } } }>> = rest;
  const { method, url } = methods[scope]?.[name]?.endpoint.DEFAULTS ?? { method: '?', url: `${scope}.${name}` };
  return `${method} ${url}`;
}

/** Every route that the source names, by itself or by a method of Octokit. */
function routesInSource(): string[] {
  const folder = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const routes = files.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
    return [
      ...[...text.matchAll(/'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g)].map(([, route = '']) => route),
      ...[...text.matchAll(/\.rest\s*\.(\w+)\s*\.(\w+)\(/g)].map(([, scope = '', method = '']) =>
        routeOf(scope, method),
      ),
    ];
  });
  return [...new Set(routes)].sort();
}

describe('which routes mean what', () => {
  const routes = routesInSource();

  test('there are many, and each either names a repository or is in the table', () => {
    expect(routes.length).toBeGreaterThan(120);
    const kinds = Object.fromEntries(
      routes.filter((route) => !route.includes('{owner}/{repo}')).map((route) => [route, scopeOf(route, {}).kind]),
    );
    const closed = Object.keys(kinds).filter((route) => kinds[route] === 'closed');
    // Under --repos nothing of these: what they touch belongs to no repository, or to all.
    expect(closed).toEqual([
      'GET /gists',
      'GET /gists/{gist_id}',
      'GET /user/memberships/orgs/{org}',
      'GET /users/{username}/gists',
      'PATCH /gists/{gist_id}',
      'POST /gists',
      'POST /graphql',
      'POST /user/repos',
      'PUT /notifications',
    ]);
    expect(Object.keys(kinds).filter((route) => kinds[route] === 'open')).toEqual([
      'GET /advisories',
      'GET /advisories/{ghsa_id}',
      'GET /meta',
      'GET /rate_limit',
      'GET /search/users',
      'GET /user',
      'GET /users/{username}',
    ]);
  });

  test('writes that can carry no text are few', () => {
    for (const route of routes.filter((one) => !one.startsWith('GET ') && isHarmless({ route: one })))
      expect(route).toMatch(
        /\/(notifications|subscription|user\/starred|reactions$|sub_issue|dependencies\/|requested_reviewers$|cancel$)/,
      );
    for (const route of [
      'POST /repos/{owner}/{repo}/issues',
      'PUT /repos/{owner}/{repo}/contents/{path}',
      'POST /gists',
      'PATCH /repos/{owner}/{repo}',
    ])
      expect(isHarmless({ route })).toBe(false);
  });

  test('a read counts as trusted only by a rule: every other route is text by others', () => {
    const own = routes.filter((route) => {
      if (!route.startsWith('GET ')) return false;
      const params = {
        owner: 'o',
        repo: 'r',
        org: 'o',
        username: 'o',
        pull_number: 1,
        ...(/compare/.test(route) && { basehead: 'a...b' }),
      };
      const [source] = sourcesOf({ scope: scopeOf(route, params), route, params, data: { title: 'x' } });
      // What a pull request or an account brings is judged by who they are.
      const { integrity = 'untrusted', ref, pull, account } = source ?? {};
      return integrity !== 'untrusted' && [ref, pull, account].every((one) => one === undefined);
    });
    expect(own).toContain('GET /repos/{owner}/{repo}/labels');
    expect(own).toContain('GET /repos/{owner}/{repo}/contents/{path}');
    // Labels are chosen by the people who may push, also on an issue by others.
    for (const route of own.filter((one) => !one.endsWith('/issues/{issue_number}/labels')))
      expect(route).not.toMatch(
        /\/(pulls|issues|actions\/(runs|jobs)|check-runs|gists|search|notifications|advisories|projectsV2|compare|commits\/\{ref\}\/)/,
      );
  });

  test.each([
    ['GET /gists/{gist_id}', { public: false }, 'private'],
    ['GET /gists/{gist_id}', {}, 'private'],
    ['GET /gists/{gist_id}', { public: true }, 'public'],
    ['GET /repos/{owner}/{repo}/secret-scanning/alerts', [], 'private'],
    ['GET /repos/{owner}/{repo}/security-advisories', [], 'private'],
    ['GET /repos/{owner}/{repo}/releases/{release_id}', { draft: true }, 'private'],
    ['GET /repos/{owner}/{repo}/releases/{release_id}', { draft: false }, 'repository'],
    ['GET /repos/{owner}/{repo}/releases', [{ draft: false }, { draft: true }], 'private'],
    ['GET /repos/{owner}/{repo}/releases', [{ draft: false }], 'repository'],
    ['GET /repos/{owner}/{repo}/pulls', [{ draft: true }], 'repository'],
    ['GET /orgs/{org}/projectsV2/{project_number}/items', [], 'private'],
    ['GET /advisories', [], 'public'],
  ])('%s %o is %s', (route, data, expected) => {
    const params = { owner: 'o', repo: 'r', org: 'o' };
    const [source] = sourcesOf({ scope: scopeOf(route, params), route, params, data });
    expect(source?.confidentiality).toBe(expected);
  });

  test('code and matches beside a text are not by its author', () => {
    const comment = { author_association: 'OWNER', body: 'Fine', diff_hunk: '+a', path: 'a.ts' };
    expect([isByPeople([comment], 'o/r'), isByPeople([comment], 'o/r', true)]).toEqual([false, true]);
    expect(isByPeople([comment, { ...comment, author_association: 'NONE' }], 'o/r', true)).toBe(false);
    const match = (object_type: string) => ({
      author_association: 'OWNER',
      title: 'x',
      text_matches: [{ object_type, property: 'body', fragment: 'x', matches: [{ text: 'x' }] }],
    });
    expect([match('Issue'), match('IssueComment')].map((one) => isByPeople(one, 'o/r'))).toEqual([true, false]);
  });

  /** An answer of the owner with something so many levels below. */
  const nested = (levels: number, leaf: object): object =>
    levels === 0 ? leaf : { author_association: 'OWNER', inner: nested(levels - 1, leaf) };

  test.each([
    ['the owner alone', nested(1, { title: null, body: 'text' }), 'own'],
    ['a stranger below the owner', nested(1, { author_association: 'NONE', body: 'text' }), 'untrusted'],
    ['no author at all', { body: 'text' }, 'untrusted'],
    ['text and nothing at the deepest level that is looked at', nested(11, { title: null, body: 'text' }), 'own'],
    ['something below the deepest level', nested(12, {}), 'untrusted'],
  ])('a GraphQL answer with %s is labelled %s', (_what, data, expected) => {
    expect(graphqlSource('o/r', data).integrity).toBe(expected);
  });
});

const call = { signal: new AbortController().signal, deadline: Date.now() + 60_000, warn() {} };
const log = createLog('test', 'silent', () => {});

describe('--repos: the owner of a node', () => {
  /** The repository that a GraphQL document is about, where a node belongs to this one. */
  const repositoryOf = async (repos: string[], scope: GraphqlScope, belongsTo?: string) =>
    new Within(new Allowed(repos), undefined as never, async () => belongsTo).repositoryOf(scope, call as never);

  test.each<[string[], GraphqlScope, string | undefined]>([
    [['octo/garden'], { owner: 'octo', node: 'N' }, 'octo/*'],
    [['octo/garden'], { owner: 'octo' }, undefined],
    [['octo/*'], { owner: 'octo', node: 'N' }, 'labs/*'],
    [['octo/*'], { owner: 'octo', node: 'N' }, 'octo/garden'],
    [['octo/*'], { owner: 'octo', node: 'N' }, undefined],
    [['octo/*'], { node: 'N' }, 'labs/seeds'],
    [['octo/*'], { node: 'N' }, undefined],
    [['octo/*'], {}, undefined],
  ])('%o refuses %o of %s', async (repos, scope, belongsTo) => {
    await expect(repositoryOf(repos, scope, belongsTo)).rejects.toMatchObject({ code: 'denied' });
  });

  test.each<[string[], GraphqlScope, string | undefined, string | undefined]>([
    [['octo/*'], { owner: 'octo', node: 'N' }, 'Octo/*', undefined],
    [['octo/*'], { node: 'N' }, 'octo/garden', 'octo/garden'],
    [['octo/*'], { open: true }, undefined, undefined],
    [[], { owner: 'octo', node: 'N' }, 'labs/*', undefined],
    [[], { node: 'N' }, 'labs/seeds', 'labs/seeds'],
  ])('%o allows %o of %s', async (repos, scope, belongsTo, expected) => {
    expect(await repositoryOf(repos, scope, belongsTo)).toBe(expected);
  });
});

test('72: an answer that one token got is not asked for by its tag with another', async () => {
  const { url, seen } = await stub((request, response) =>
    json(response, { who: request.headers.authorization }, { headers: { etag: '"same"' } }),
  );
  let token = new Secret('ghp_first-token');
  const transport = new Transport({
    host: hostOfStandIn(url),
    credentials: { renewable: false, token: async () => token },
    log,
    userAgent: 'test',
  });
  const ask = async () => (await transport.send({ route: 'GET /user', params: {} }, call)).data;
  await ask();
  token = new Secret('ghp_second-token');
  expect(await ask()).toEqual({ who: 'Bearer ghp_second-token' });
  expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  await ask();
  expect(seen.at(-1)?.headers['if-none-match']).toBe('"same"');
});

test('at most 10 requests are in flight', async () => {
  const open: (() => void)[] = [];
  let most = 0;
  const { url } = await stub((_seen, response) => {
    open.push(() => json(response, {}));
    most = Math.max(most, open.length);
    if (open.length < 10 && served + open.length < 25) return;
    served += open.length;
    for (const answer of open.splice(0)) answer();
  });
  let served = 0;
  const transport = new Transport({
    host: hostOfStandIn(url),
    credentials: { renewable: false, token: async () => undefined },
    log,
    userAgent: 'test',
  });
  await Promise.all(Array.from({ length: 25 }, () => transport.send({ route: 'GET /user', params: {} }, call)));
  expect(most).toBe(10);
});

test('who waits for a slot can leave, and takes none', async () => {
  const slots = new Slots(1);
  let end: () => void = () => {};
  const first = slots.run(new AbortController().signal, () => new Promise<void>((resolve) => (end = resolve)));
  const abort = new AbortController();
  const second = slots.run(abort.signal, async () => 'second');
  abort.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  end();
  await first;
  expect(await slots.run(new AbortController().signal, async () => 'third')).toBe('third');
});

test.each([
  ['<https://api.github.com/x?page=3>; rel="next", <https://api.github.com/x?page=9>; rel="last"', { page: 3 }],
  ['<https://api.github.com/x?after=abc>; rel="next"', { after: 'abc' }],
  ['<https://api.github.com/x?page=2>; rel="next"', undefined],
  ['<https://evil.example/x?page=3>; rel="next"', undefined],
  ['<not an address>; rel="next"', undefined],
  [null, undefined],
])('38, 40, 41: the next page in %s', (header, next) => {
  expect(nextIn(header, 'https://api.github.com', 2)).toEqual(next);
});

test.each([
  ['<https://api.github.com/x?page=3>; rel="next", <https://api.github.com/x?page=7>; rel="last"', 7],
  ['<https://api.github.com/x?page=7>; rel=last', 7],
  ['<https://api.github.com/x?page=3>; rel="next"', undefined],
  ['<https://api.github.com/x?page=0>; rel="last"', undefined],
  ['<https://api.github.com/x?page=1.5>; rel="last"', undefined],
  ['<https://api.github.com/x>; rel="last"', undefined],
  ['<not an address>; rel="last"', undefined],
  [null, undefined],
])('the last page in %s', (header, last) => {
  expect(lastIn(header)).toBe(last);
});
