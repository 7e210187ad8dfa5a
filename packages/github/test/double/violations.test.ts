import { expect, test } from 'vitest';
import { startClient } from './client.ts';

/** A request, the status of its answer, and what is said to be wrong with it. */
const wrong: [request: string, body: Record<string, never> | object | undefined, status: number, violation: string][] =
  [
    ['GET /repos/octo/garden/isues', undefined, 404, 'no operation GET /repos/octo/garden/isues'],
    [
      'GET R/issues?state=opened',
      undefined,
      422,
      'query parameter state: / must be equal to one of the allowed values: open, closed, all',
    ],
    ['GET R/issues?asignee=mona', undefined, 200, 'unknown query parameter asignee'],
    ['GET R/issues?per_page=many', undefined, 422, 'query parameter per_page: / must be integer'],
    ['GET R/issues/one', undefined, 422, 'path parameter issue_number: / must be integer'],
    ['GET /search/issues', undefined, 422, 'query parameter q is missing'],
    ['POST R/issues', {}, 422, "body / must have required property 'title'"],
    ['POST R/issues', { title: 'x', assigness: ['mona'] }, 201, 'unknown field /assigness'],
    ['POST R/issues', { title: 'x', labels: 'bug' }, 422, 'body /labels must be array'],
    [
      'PATCH R/issues/1',
      { state: 'done' },
      422,
      'body /state must be equal to one of the allowed values: open, closed',
    ],
    [
      'PUT R/pulls/4/merge',
      { merge_method: 'fast-forward' },
      422,
      'body /merge_method must be equal to one of the allowed values',
    ],
    [
      'POST R/git/trees',
      { tree: [{ path: 'a', mode: '777', type: 'blob', content: '' }] },
      422,
      'body /tree/0/mode must be equal to one of the allowed values',
    ],
    [
      'POST R/git/trees',
      { tree: [{ path: 'a', mode: '100644', type: 'blob', contents: '' }] },
      422,
      'unknown field /tree/0/contents',
    ],
    ['DELETE /user/starred/octo/garden', { why: 'x' }, 204, 'a body that the operation does not take'],
    ['PATCH R/dependabot/alerts/1', { state: 'dismissed', reason: 'x' }, 422, 'must NOT have additional properties'],
  ];

test.each(wrong)('%s %j', async (request, body, status, violation) => {
  const { go, double } = await startClient();
  const answer = await go(request, body === undefined ? undefined : Object(body));
  expect(answer.status).toBe(status);
  expect(double.violations.join('\n')).toContain(violation);
  expect(double.violations[0]).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \//);
});

test('what is right is no violation, numbers as text and repeated parameters included', async () => {
  const { go, double } = await startClient();
  for (const request of [
    'GET R/issues?per_page=5&page=2&labels=bug,new',
    'GET /advisories?cwes=79,400&severity=high',
    'GET /advisories?cwes[]=79&cwes[]=400',
    'GET R/branches?protected=false',
  ])
    expect((await go(request)).status).toBe(200);
  expect(double.violations).toEqual([]);
});

test('a body that is no JSON, and one with the wrong content type', async () => {
  const { go, double } = await startClient();
  await go('POST R/issues', Buffer.from('{"title":'), { 'content-type': 'application/json' });
  await go('POST R/issues', Buffer.from('{"title":"x"}'), { 'content-type': 'text/plain' });
  expect(double.violations.join()).toContain('the body is no JSON');
  expect(double.violations.join()).toContain('content-type is text/plain');
});

test('an operation without a handler answers the least that the description allows, and is marked', async () => {
  const { go, double } = await startClient();
  const answer = await go('GET R/actions/permissions');
  expect(answer.status).toBe(200);
  expect(answer.body.has('enabled')).toBe(true);
  expect(double.requests[0]).toMatchObject({
    operationId: 'actions/get-github-actions-permissions-repository',
    generated: true,
    status: 200,
  });
  expect((await go('GET /repos/stranger/vault/actions/permissions')).status).toBe(404);
  await go('GET R');
  expect(double.requests[2]).toMatchObject({ operationId: 'repos/get', generated: false });
});

test('a request is remembered as it was sent', async () => {
  const { go, double } = await startClient();
  await go('POST R/issues?x=1&x=2', { title: 'x' }, { 'x-github-api-version': '2022-11-28' });
  expect(double.requests[0]).toMatchObject({
    method: 'POST',
    path: '/repos/octo/garden/issues',
    query: { x: ['1', '2'] },
    headers: { authorization: `Bearer ${double.token}`, 'x-github-api-version': '2022-11-28' },
    body: { title: 'x' },
    operationId: 'issues/create',
  });
});

test('a path that climbs reaches the double as it was sent, and is no operation', async () => {
  const { double } = await startClient();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request(
      {
        port: new URL(double.url).port,
        path: '/repos/../user',
        headers: { 'user-agent': 'x', authorization: `Bearer ${double.token}` },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
  expect(double.requests[0]?.path).toBe('/repos/../user');
});

test('a version of the API that is none', async () => {
  const { go, double } = await startClient();
  expect((await go('GET R', undefined, { 'x-github-api-version': '2021-01-01' })).status).toBe(400);
  expect(double.violations).toEqual(['GET /repos/octo/garden: no version 2021-01-01 of the API']);
});

test('without a user agent GitHub refuses', async () => {
  const { double } = await startClient();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ port: new URL(double.url).port, path: '/meta' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect([status, double.violations]).toEqual([403, ['GET /meta: no user-agent header']]);
});

test('a strict double says when its own answer is wrong', async () => {
  const { go, double } = await startClient();
  const garden = double.state.repository('octo', 'garden');
  Object.assign(garden?.labels[0] ?? {}, { color: 7 });
  const answer = await go('GET R/labels');
  expect(answer.status).toBe(500);
  expect(double.violations[0]).toContain(
    'The answer of issues/list-labels-for-repo does not satisfy the description: /0/color must be string',
  );
});
