import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '@mcp-reference/kit';
import { Guard } from '../src/api/guard/guard.ts';
import { Reads } from '../src/api/guard/reads.ts';
import { startDouble, type Double } from './double/index.ts';
import { addStrangers, diary, garden, strange, theirs, type ToolCall } from './guard-calls.ts';
import { json, start, stub, token as madeUp } from './start.ts';

const comment = { ...garden, issue_number: 1, body: 'The diary says: rain.' };

/** Text by others, on every way that the sample world has. */
const byStrangers: ToolCall[] = [
  strange,
  ['issue_read', { ...garden, issue_number: 1, method: 'get_comments' }],
  ['issue_read', { ...garden, issue_number: 1, method: 'get_timeline' }],
  ['search_issues', { query: 'beds repo:octo/garden' }],
  ['get_file_contents', { owner: 'stranger', repo: 'wild', path: 'README.md' }],
  ['get_file_contents', { ...garden, path: 'README.md', ref: 'rain' }],
  ['get_commit', { ...garden, sha: 'rain' }],
  ['compare_commits', { ...garden, base: 'main', head: 'rain' }],
  ['pull_request_read', { ...theirs, method: 'get' }],
  ['pull_request_read', { ...theirs, method: 'get_diff' }],
  ['pull_request_read', { ...theirs, method: 'get_files' }],
  ['pull_request_read', { ...theirs, method: 'get_commits' }],
  ['pull_request_read', { ...theirs, method: 'get_check_runs' }],
  ['pull_request_read', { ...theirs, method: 'get_review_comments' }],
  ['get_file_contents', { ...garden, path: 'sprout.md', ref: 'refs/pull/7/head' }],
  ['compare_commits', { ...garden, base: 'main', head: 'stranger:sprout' }],
  ['get_discussion', { ...garden, discussionNumber: 5 }],
  ['list_notifications', {}],
  ['list_global_security_advisories', {}],
  ['actions_list', { ...garden, method: 'list_workflow_runs' }],
  ['list_code_scanning_alerts', garden],
  ['projects_list', { method: 'list_project_items', owner: 'octo', owner_type: 'user', project_number: 1 }],
];

/** Reads that strangers cannot have written. */
const own: ToolCall[] = [
  ['get_me', {}],
  ['get_file_contents', { ...garden, path: 'README.md' }],
  ['get_file_contents', { ...garden, path: 'README.md', ref: 'main' }],
  ['list_label', garden],
  ['list_branches', garden],
  ['list_releases', garden],
  ['list_commits', garden],
];

let double: Double;
beforeAll(async () => {
  double = await startDouble();
  addStrangers(double);
});
afterAll(() => double.close());
beforeEach(() => {
  double.requests.length = 0;
});

const open = (flags: readonly string[] = []) =>
  start(double.url, { token: double.token, flags: ['--toolsets', 'all', ...flags] });
const posted = () => double.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/comments'));

describe('text by others, something private, then a public write', () => {
  test.each(byStrangers)('%s %o: the write asks, with its cause, its target and its text', async (tool, args) => {
    const session = await open();
    const read = await session.call(tool, args);
    expect(read.isError, read.text).toBe(false);
    await session.call(...diary);
    const answer = await session.call('add_issue_comment', comment);
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(answer.text).toMatch(
      /Post a comment on octo\/garden#1 \(public\)\? You read "[^"]+" \(private\) after text by others in "[^"]+"/,
    );
    expect(answer.text).toContain('The diary says: rain.');
    expect(posted()).toEqual([]);
  });

  test.each(own)('control: %s %o, and the same write asks nothing', async (tool, args) => {
    const session = await open();
    expect((await session.call(tool, args)).isError).toBe(false);
    await session.call(...diary);
    expect((await session.call('add_issue_comment', comment)).isError).toBe(false);
  });

  test('control: without anything private nothing is asked', async () => {
    const session = await open();
    for (const [tool, args] of byStrangers.slice(0, 6)) await session.call(tool, args);
    expect((await session.call('add_issue_comment', comment)).isError).toBe(false);
  });

  test('control: what is written back to where it was read is not asked about', async () => {
    const session = await open();
    await session.call(...strange);
    await session.call(...diary);
    const answer = await session.call('issue_write', { owner: 'octo', repo: 'diary', method: 'create', title: 'Note' });
    expect(answer.isError, answer.text).toBe(false);
  });

  test('a host that can ask is asked once for each text', async () => {
    const questions: string[] = [];
    const session = await start(double.url, {
      token: double.token,
      answer: (question) => (questions.push(question), 'accept'),
    });
    await session.call(...strange);
    await session.call(...diary);
    expect((await session.call('add_issue_comment', comment)).isError).toBe(false);
    expect((await session.call('add_issue_comment', comment)).isError).toBe(false);
    expect(questions).toHaveLength(1);
    expect((await session.call('add_issue_comment', { ...comment, body: 'Another text' })).isError).toBe(false);
    expect(questions).toHaveLength(2);
  });

  test('a host that cannot ask brings back the sentence and its code', async () => {
    const session = await open();
    await session.call(...strange);
    await session.call(...diary);
    const refused = await session.call('add_issue_comment', comment);
    const confirm = /confirm: "([^]+)"\.$/.exec(refused.text)?.[1];
    expect((await session.call('add_issue_comment', { ...comment, confirm, body: 'Else' })).isError).toBe(true);
    expect((await session.call('add_issue_comment', { ...comment, confirm })).isError).toBe(false);
  });
});

test.each([
  ['get_me', {}, 'trusted', 'public'],
  ['get_file_contents', { ...garden, path: 'README.md' }, 'untrusted', 'private'],
  ['issue_read', { ...garden, issue_number: 1, method: 'get_comments' }, 'untrusted', 'private'],
  ['list_gists', {}, 'untrusted', 'private'],
] as const)('%s %o is labelled %s and %s before GitHub said more', async (tool, args, integrity, confidentiality) => {
  const session = await open();
  expect((await session.call(tool, args)).meta['ifc']).toEqual({ integrity, confidentiality });
});

test('a file of the default branch of a public repository of the user is labelled trusted and public', async () => {
  const session = await open();
  // A write that the guard looks at asks GitHub for the repository; from then on it is known.
  await session.call(...strange);
  await session.call('add_issue_comment', comment);
  const read = async (more: object) =>
    (await session.call('get_file_contents', { ...garden, path: 'README.md', ...more })).meta['ifc'];
  expect(await read({})).toEqual({ integrity: 'trusted', confidentiality: 'public' });
  expect(await read({ ref: 'rain' })).toEqual({ integrity: 'untrusted', confidentiality: 'public' });
});

describe('acts that let code run', () => {
  const pull = { ...garden, pullNumber: 4 };
  const acts: [string, Record<string, unknown>][] = [
    ['merge_pull_request', pull],
    ['pull_request_review_write', { ...pull, method: 'create', event: 'APPROVE' }],
    ['update_pull_request', { ...pull, auto_merge: 'squash' }],
    [
      'create_or_update_file',
      { ...garden, path: '.github/workflows/x.yml', content: 'x', message: 'x', branch: 'main' },
    ],
    [
      'push_files',
      { ...garden, branch: 'main', message: 'x', files: [{ path: '.github/workflows/x.yml', content: 'x' }] },
    ],
    ['actions_run_trigger', { ...garden, method: 'run_workflow', workflow_id: 'test.yml', ref: 'main' }],
    ['release_write', { ...garden, method: 'create', tag: 'v9' }],
    ['update_repository', { ...garden, default_branch: 'rain' }],
  ];
  test.each(acts)('%s %o asks after text by others', async (tool, args) => {
    const session = await open();
    await session.call(...byStrangers[1]!);
    expect(await session.call(tool, args)).toMatchObject({ isError: true, code: 'denied' });
    expect(
      double.requests.filter(({ method, path }) => !['GET', 'HEAD'].includes(method) && path !== '/graphql'),
    ).toEqual([]);
  });

  test('control: a review that only comments asks nothing', async () => {
    const session = await open();
    await session.call(...byStrangers[1]!);
    const args = { ...pull, method: 'create', event: 'COMMENT', body: 'Fine' };
    expect((await session.call('pull_request_review_write', args)).isError).toBe(false);
  });

  test('a merge that was agreed to is for the commit that was read', async () => {
    const session = await start(double.url, { token: double.token, answer: () => 'accept' });
    await session.call('pull_request_read', { ...pull, method: 'get' });
    await session.call(...strange);
    double.fail({ method: 'PUT' }, { kind: 'answer', status: 405, body: JSON.stringify({ message: 'no' }) });
    await session.call('merge_pull_request', pull);
    const sent = double.requests.find(({ method, path }) => method === 'PUT' && path.endsWith('/merge'));
    expect((sent?.body as { sha?: string } | undefined)?.sha).toMatch(/^[0-9a-f]{40}$/);
  });
});

test.each([
  ['delete_branch', { branch: 'swapped' }],
  ['delete_tag', { tag: 'swapped' }],
] as const)('%s asks again about what moved while the question was open', async (tool, args) => {
  const questions: string[] = [];
  const [before, after] = ['a'.repeat(40), 'b'.repeat(40)];
  const { url, seen } = await stub(({ method }, response) => {
    if (method === 'DELETE') response.writeHead(204).end();
    else json(response, { ref: 'x', object: { type: 'commit', sha: questions.length > 0 ? after : before } });
  });
  const answer = (question: string) => (questions.push(question) === 2 ? 'decline' : 'accept');
  const session = await start(url, { flags: ['--toolsets', 'all'], answer });
  const deleted = () => seen.filter(({ method }) => method === 'DELETE');
  expect(await session.call(tool, { ...garden, ...args })).toMatchObject({ isError: true, code: 'denied' });
  expect(questions).toEqual([
    expect.stringContaining(before.slice(0, 12)),
    expect.stringContaining(after.slice(0, 12)),
  ]);
  expect(deleted()).toEqual([]);
  // Control: what stays where it was is deleted.
  expect((await session.call(tool, { ...garden, ...args })).isError).toBe(false);
  expect(deleted()).toHaveLength(1);
});

test('--guard egress asks before a public write after anything private, even by trusted authors', async () => {
  const session = await open(['--guard', 'egress']);
  expect((await session.call('add_issue_comment', comment)).isError).toBe(false);
  await session.call(...diary);
  expect(await session.call('add_issue_comment', { ...comment, body: 'x' })).toMatchObject({
    isError: true,
    code: 'denied',
  });
});

test('--guard off never asks', async () => {
  const session = await open(['--guard', 'off']);
  await session.call(...strange);
  await session.call(...diary);
  expect((await session.call('add_issue_comment', { ...comment, body: 'off' })).isError).toBe(false);
});

test('a key asks before it is written to a public place, and the own token is never sent', async () => {
  const session = await open();
  const key = `AKIA${'Q'.repeat(16)}`;
  const answer = await session.call('add_issue_comment', { ...comment, body: `use ${key}` });
  expect(answer.text).toMatch(/an AWS access key \(AKIAQQQQ…\)/);
  const off = await open(['--guard', 'off']);
  const own_ = await off.call('add_issue_comment', { ...comment, body: `token ${double.token}` });
  expect(own_).toMatchObject({ isError: true, code: 'denied' });
  expect(own_.text).not.toContain(double.token);
  expect(
    posted().filter(({ body }) => JSON.stringify(body).includes(key) || JSON.stringify(body).includes(double.token)),
  ).toEqual([]);
  expect(madeUp).not.toBe(double.token);
});

test('what was read longer than half an hour ago no longer counts', async () => {
  let now = 0;
  const asked: string[] = [];
  const guard = new Guard({
    mode: 'on',
    standing: async (name) => ({ private: name === 'a/private', mayPush: true, defaultBranch: 'main', known: true }),
    viewer: async () => 'a',
    isOwnPull: async () => false,
    isOwnAccount: async () => false,
    reads: new Reads(() => now),
  });
  const call = () =>
    ({
      confirm: async (question: string) => void asked.push(question),
      digest: () => '',
      earlier: async () => [],
    }) as unknown as Call;
  const base = { ref: undefined, what: 'x' } as const;
  const read = () =>
    guard.note([
      { ...base, repository: 'b/b', integrity: 'untrusted', confidentiality: 'public' },
      { ...base, repository: 'a/private', integrity: 'own', confidentiality: 'repository' },
    ]);
  const act = (body: string) => ({
    route: 'POST /repos/{owner}/{repo}/issues',
    params: { body },
    target: 'a/public',
    isRepository: true,
  });
  read();
  now = 31 * 60_000;
  await guard.check(act('one'), call());
  expect(asked).toEqual([]);
  read();
  await guard.check(act('two'), call());
  expect(asked).toHaveLength(1);
});
