import { describe, expect, onTestFinished, test } from 'vitest';
import { startDouble } from './double/index.ts';
import { start, type StartOptions } from './start.ts';

const garden = { owner: 'octo', repo: 'garden' };

async function open(options: StartOptions = {}) {
  const double = await startDouble();
  onTestFinished(() => double.close());
  return { double, session: await start(double.url, { token: double.token, ...options }) };
}

describe('44-48: what would reach another endpoint is refused before anything is sent', () => {
  const long = 'x'.repeat(10_000);
  const owners = ['..', '.', '', 'a/b', '..%2f', '%2e%2e', 'a?b', 'a#b', 'a\r\nX: y', 'a\u0000', 'a b', long];
  const repos = ['..', '.', '', 'x.git', 'a/b', 'a?b', 'a#b', '..%2f..', long];
  const paths = ['..', '../../x', 'a/../b', '%2e%2e/x', '%2e%2e%2fx', '/abs', 'a//b', 'a\\b', 'a\u0000', './a'];
  const refs = ['../x', '-x', '@{', 'a b', 'a..b', 'x.lock', 'a~x', 'a:b:c:d', ':b', '..:b', '/a', 'a/'];
  test('by any of these names', async () => {
    const { double, session } = await open({ flags: ['--no-confirm'] });
    const calls: [string, Record<string, unknown>][] = [
      ...owners.flatMap((owner): [string, Record<string, unknown>][] => [
        ['list_branches', { owner, repo: 'garden' }],
        ['delete_repository', { owner, repo: 'garden' }],
      ]),
      ...repos.map((repo): [string, Record<string, unknown>] => ['list_issues', { owner: 'octo', repo }]),
      ...paths.map((path): [string, Record<string, unknown>] => [
        'create_or_update_file',
        { ...garden, path: path === '/abs' ? '//abs' : path, content: 'x', message: 'x', branch: 'main' },
      ]),
      ...refs.map((ref): [string, Record<string, unknown>] => ['get_commit', { ...garden, sha: ref }]),
      ...refs.map((ref): [string, Record<string, unknown>] => [
        'compare_commits',
        { ...garden, base: 'main', head: ref },
      ]),
      ...['baseUrl', 'url', 'method', 'headers', 'request', 'mediaType', 'data'].map(
        (name): [string, Record<string, unknown>] => [
          'get_me',
          JSON.parse(`{${JSON.stringify(name)}: {"authorization": "x"}}`) as Record<string, unknown>,
        ],
      ),
    ];
    for (const [tool, args] of calls) {
      const answer = await session.call(tool, args);
      expect(answer.isError, `${tool} ${JSON.stringify(args).slice(0, 200)}: ${answer.text}`).toBe(true);
    }
    expect(double.requests).toEqual([]);
  });

  test('names that only look odd go through', async () => {
    const { session } = await open();
    expect((await session.call('get_file_contents', { ...garden, path: 'src', ref: 'feature/frost#1' })).isError).toBe(
      false,
    );
    expect((await session.call('list_issues', { owner: 'octo', repo: '.github' })).code).toBe('not_found');
  });

  test.each([
    'repo://octo/garden/contents/..%2f..%2fdiary',
    'repo://octo/../diary/contents/secret.txt',
    'repo://octo/garden/contents/../../x',
    'repo://octo/garden/contents/%zz',
    'file:///etc/passwd',
  ])('51: the address %s names nothing', async (uri) => {
    const { double, session } = await open();
    await expect(session.readResource(uri)).rejects.toThrow(/repo:|file:|address|must|found/i);
    expect(double.requests).toEqual([]);
  });
});

describe('--read-only', () => {
  test('68: tools that write are neither offered nor carried out', async () => {
    const { double, session } = await open({ flags: ['--read-only', '--toolsets', 'all'] });
    const tools = await session.listTools();
    expect(tools.every(({ annotations }) => (annotations as { readOnlyHint: boolean }).readOnlyHint)).toBe(true);
    await expect(session.call('issue_write', { ...garden, method: 'create', title: 'x' })).rejects.toThrow(
      /started with --read-only/,
    );
    expect(double.requests.filter(({ method }) => method !== 'HEAD')).toEqual([]);
  });
});

describe('--repos', () => {
  const flags = ['--repos', 'octo/garden', '--toolsets', 'all', '--no-confirm'];

  test('what is allowed works', async () => {
    const { session } = await open({ flags });
    expect((await session.call('issue_read', { ...garden, issue_number: 1, method: 'get' })).isError).toBe(false);
    expect((await session.call('search_issues', { query: 'frost' })).text).toMatch(/octo\/garden#2/);
    expect((await session.call('get_discussion', { ...garden, discussionNumber: 5 })).isError).toBe(false);
    expect((await session.call('get_me')).isError).toBe(false);
  });

  const elsewhere: [string, Record<string, unknown>][] = [
    ['issue_read', { owner: 'octo', repo: 'diary', issue_number: 1, method: 'get' }],
    ['get_file_contents', { owner: 'octo', repo: 'diary', path: 'secret.txt' }],
    ['create_repository', { name: 'new' }],
    ['create_repository', { name: 'new', organization: 'octo-labs' }],
    ['fork_repository', { ...garden, organization: 'octo-labs' }],
    ['search_code', { query: 'key repo:octo/diary' }],
    ['search_code', { query: 'key user:octo' }],
    ['search_issues', { query: 'more (repo:octo/diary)' }],
    ['search_issues', { query: 'more repo:"octo/diary"' }],
    ['list_gists', {}],
    ['create_gist', { filename: 'a', content: 'b' }],
    ['list_issue_types', { owner: 'octo-labs' }],
    ['projects_list', { method: 'list_projects', owner: 'octo-labs', owner_type: 'org' }],
    ['get_team_members', { org: 'octo-labs', team_slug: 'growers' }],
    ['mark_all_notifications_read', {}],
    ['list_discussions', { owner: 'octo-labs', repo: 'greenhouse' }],
    [
      'issue_dependency_write',
      {
        ...garden,
        issue_number: 1,
        method: 'add',
        type: 'blocked_by',
        related_owner: 'octo',
        related_repo: 'diary',
        related_issue_number: 1,
      },
    ],
    ['star_repository', { owner: 'stranger', repo: 'wild' }],
  ];
  test.each(elsewhere)('49: %s %o is denied, and nothing about it is asked', async (tool, args) => {
    const { double, session } = await open({ flags });
    expect(await session.call(tool, args)).toMatchObject({ isError: true, code: 'denied' });
    expect(double.requests.filter(({ path }) => path !== '/user')).toEqual([]);
  });

  test('49: what an OR lets in is taken out of the results, with its count', async () => {
    const { session } = await open({ flags });
    const { text } = await session.call('search_issues', { query: 'more OR frost' });
    expect(text).not.toMatch(/diary|greenhouse|wild/);
    expect(text).not.toMatch(/in all/);
  });

  test('50: a node of another repository is refused', async () => {
    const { double, session } = await open({ flags: ['--repos', 'octo-labs/*', '--toolsets', 'all', '--no-confirm'] });
    const other = await start(double.url, { token: double.token });
    const { text } = await other.call('pull_request_read', { ...garden, pullNumber: 4, method: 'get_review_comments' });
    const threadId = /thread (\S+) /.exec(text)?.[1];
    const answer = await session.call('pull_request_review_write', {
      owner: 'octo-labs',
      repo: 'greenhouse',
      pullNumber: 1,
      method: 'resolve_thread',
      threadId,
    });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect(double.requests.filter(({ text: body }) => body.includes('resolveReviewThread'))).toEqual([]);
  });

  test('notifications and stars of others are left out', async () => {
    const { session } = await open({ flags: ['--repos', 'octo-labs/*', '--toolsets', 'all'] });
    expect((await session.call('list_notifications')).text).toBe('[0 notifications]');
    expect((await session.call('list_starred_repositories', { username: 'mona' })).text).toBe('[0 repositories]');
  });

  test('a pattern that is none ends the start', async () => {
    const session = start('http://127.0.0.1:9', { flags: ['--repos', 'octo'] });
    await expect(session).rejects.toThrow('--repos names "octo"; it takes owner/name and owner/*.');
  });
});

describe('what cannot be undone', () => {
  test.each(['accept', 'decline'] as const)('asks: %s', async (action) => {
    const questions: string[] = [];
    const { double, session } = await open({ answer: (question) => (questions.push(question), action) });
    const answer = await session.call('delete_repository', { owner: 'octo', repo: 'diary' });
    expect(questions).toEqual([
      'Delete the private repository octo/diary with 0 stars and 1 open issue? This cannot be undone.',
    ]);
    expect(answer.isError).toBe(action === 'decline');
    expect(double.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(action === 'accept' ? 1 : 0);
  });
});
