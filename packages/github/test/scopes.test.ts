import type { Era, Session } from '@mcp-reference/kit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { beyond } from '../src/scope-tools.ts';
import { startDouble } from './double/index.ts';
import { start } from './start.ts';

// Tools that a classic token has no scope for are not listed, and a task can switch on what a default start leaves out.

async function open(scopes: string[] | undefined, flags: readonly string[], era: Era = 'modern') {
  const double = await startDouble();
  onTestFinished(() => double.close());
  const octo = double.state.user('octo');
  if (octo === undefined) throw new Error('There is no octo.');
  const token = scopes === undefined ? double.token : double.state.addToken(octo, scopes);
  return { double, session: await start(double.url, { era, token, flags }) };
}

/** Tasks in words that people use, with the tool for them. */
const tasks: Readonly<Record<string, string>> = {
  'why is my build red': 'get_job_logs',
  'my tests fail on CI, show me the output': 'get_job_logs',
  'rerun the pipeline': 'actions_run_trigger',
  'run deploy.yml on main': 'actions_run_trigger',
  'list recent workflow runs': 'actions_list',
  'publish a release': 'release_write',
  'delete a stale branch': 'delete_branch',
  'make the repo private': 'update_repository',
  'who wrote this line': 'get_file_blame',
  'what changed between v1 and v2': 'compare_commits',
  'rename a label': 'label_write',
  'close a milestone': 'milestone_write',
  'my inbox': 'list_notifications',
  'start a discussion': 'discussion_write',
  'paste a snippet': 'create_gist',
  'move a card on the board': 'projects_write',
  'vulnerable dependencies': 'list_dependabot_alerts',
  'leaked secrets': 'list_secret_scanning_alerts',
  'codeql findings': 'list_code_scanning_alerts',
  'which issues block this one': 'issue_dependency_read',
  'is there a duplicate of this bug': 'find_duplicate',
  'directory listing of the whole repository': 'get_repository_tree',
  'approve a PR': 'pull_request_review_write',
  'squash and merge': 'merge_pull_request',
  'who can push to this repo': 'list_repository_collaborators',
  'am I logged in': 'get_me',
  'fix a typo in the readme': 'edit_file_contents',
  'add issue to project': 'projects_write',
  'send an email': 'none',
  'translate this text': 'none',
  'branch protection rules': 'none',
  'create a webhook': 'none',
  '???': 'none',
};

const names = async (session: Session) => (await session.listTools()).map(({ name }) => name);

test('a token without project, gist and delete_repo lists no tool that needs them', async () => {
  const { session, double } = await open(['repo'], ['--toolsets', 'all']);
  // The first list does not wait for GitHub.
  await expect.poll(() => names(session)).not.toContain('projects_list');
  const listed = await names(session);
  for (const gone of ['projects_list', 'projects_write', 'create_gist', 'get_teams', 'delete_repository'])
    expect(listed).not.toContain(gone);
  for (const kept of ['list_issues', 'issue_write', 'list_notifications', 'list_gists', 'list_dependabot_alerts'])
    expect(listed).toContain(kept);
  expect(double.requests.filter(({ method, path }) => method === 'HEAD' && path === '/')).toHaveLength(1);
  expect(double.violations).toEqual([]);
});

test('a token with all scopes lists every tool, and a token without any only reads', async () => {
  const all = await names((await open(undefined, ['--toolsets', 'all'])).session);
  expect(all).toContain('projects_write');
  const { session } = await open([], ['--toolsets', 'all']);
  await expect.poll(() => names(session)).not.toContain('issue_write');
  expect(await names(session)).toContain('list_issues');
});

test('a larger scope holds the smaller one, and other tokens hide nothing', async () => {
  const tools = [{ name: 'projects_list', annotations: { readOnlyHint: true as const, openWorldHint: true } }];
  expect([beyond(['project'], tools), beyond(['read:project'], tools), beyond(['repo'], tools)]).toEqual([
    [],
    [],
    ['projects_list'],
  ]);
  const { double, session } = await open(undefined, ['--toolsets', 'all']);
  const octo = double.state.user('octo');
  if (octo === undefined) throw new Error('There is no octo.');
  const other = await start(double.url, {
    token: double.state.addToken(octo, [], 'fine-grained'),
    flags: ['--toolsets', 'all'],
  });
  expect(await names(other)).toEqual(await names(session));
});

test('get_me names the toolsets that the token has no scope for, in one more request', async () => {
  const { double, session } = await open(['repo'], ['--toolsets', 'context,projects,gists']);
  expect((await session.call('get_me')).text).toMatch(/; the token has no scope for context, gists, projects; https/);
  await session.call('get_me');
  expect(double.requests.filter(({ method }) => method === 'HEAD')).toHaveLength(1);
  const all = await open(undefined, ['--toolsets', 'all']);
  expect((await all.session.call('get_me')).text).not.toMatch(/no scope/);
});

test('find_tools and errors describe arguments that the list does not', async () => {
  const { session } = await open(undefined, []);
  const { text } = await session.call('find_tools', { query: 'create label' });
  expect(text).toMatch(
    /\n {2}takes owner; repo; method \(create, update, delete\): What to do; name: Name of the label; /,
  );
  expect((await session.call('issue_read', { owner: 'octo', repo: 'garden', method: 'get' })).text).toBe(
    'Missing argument "issue_number" (whole number): Number of the issue.',
  );
  expect((await session.call('list_branches', { owner: 'octo', repo: 'garden', page: 'last' })).text).toBe(
    '"page" must be a whole number, not "last". It means: Page of the list, from 1.',
  );
});

test('find_tools switches on what a default start leaves out', async () => {
  const { session } = await open(undefined, [], 'legacy');
  expect(await names(session)).not.toContain('get_job_logs');
  const instruction = /^To find out why a run failed: .+ get_job_logs .+\.$/m;
  expect(session.instructions()).not.toMatch(instruction);
  const { text } = await session.call('find_tools', { query: 'workflow logs' });
  expect(text).toMatch(
    /get_job_logs \(actions\), on from now; if your host does not list it, start the server with --toolsets default,actions/,
  );
  expect(text).toMatch(instruction);
  expect(text).not.toContain('search_issues');
  expect((await session.call('find_tools', { query: 'workflow logs' })).text).not.toMatch(instruction);
  expect(await names(session)).toContain('get_job_logs');
  expect(await session.call('actions_list', { owner: 'octo', repo: 'garden', method: 'list_workflows' })).toMatchObject(
    {
      isError: false,
    },
  );
});

test('find_tools puts the tool that people mean first, and finds none where there is none', async () => {
  const { session } = await open(undefined, []);
  const wrong: string[] = [];
  for (const [task, wanted] of Object.entries(tasks)) {
    const { text } = await session.call('find_tools', { query: task });
    const found = /^([a-z_]+) \(/m.exec(text)?.[1] ?? 'none';
    if (found !== wanted) wrong.push(`${task}: ${found}, not ${wanted}`);
    if (wanted === 'none') expect(text).toMatch(/^\[no tool of this server does this/);
    expect(text.split('\n').filter((line) => /^[a-z_]+ \(/.test(line)).length).toBeLessThanOrEqual(5);
  }
  expect(wrong).toEqual([]);
});

test('find_tools switches on nothing that the start has ruled out', async () => {
  for (const flags of [
    ['--toolsets', 'repos,context'],
    ['--tools', 'find_tools,get_me'],
  ]) {
    const { session } = await open(undefined, flags);
    const before = await names(session);
    const { text } = await session.call('find_tools', { query: 'workflow logs' });
    expect(text).not.toContain('To find out why a run failed');
    expect(text).toMatch(
      /get_job_logs \(actions\); it is (in the toolset "actions", which is off\. .+ --toolsets repos,context,actions|not among the tools)/,
    );
    expect(await names(session)).toEqual(before);
  }
  const { session } = await open(undefined, ['--read-only']);
  const { text } = await session.call('find_tools', { query: 'workflow run trigger logs' });
  expect(text).toMatch(
    /actions_run_trigger \(actions\); it changes things, and this server was started with --read-only/,
  );
  expect(await names(session)).not.toContain('actions_run_trigger');
});

test('find_tools says that a token lacks a scope, and names at most five tools', async () => {
  const { session } = await open(['repo'], []);
  const { text } = await session.call('find_tools', { query: 'projects' });
  expect(text).toMatch(/projects_list \(projects\), needs a scope that the token does not have/);
  expect(text.split('\n').filter((line) => !line.startsWith(' ')).length).toBeLessThanOrEqual(6);
});
