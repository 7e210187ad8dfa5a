import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadTools } from '@mcp-reference/kit';
import { tierCases, type Session } from '@mcp-reference/kit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { github } from '../src/server.ts';
import { reads } from './contract/reads/index.ts';
import { startDouble } from './double/index.ts';
import { json, start, stub, type Seen } from './start.ts';

// Traffic that GitHub recorded and published: whatever it holds, no reader may crash, or show a value that is missing.

const load = createRequire(import.meta.url);
const at = { owner: 'octo', repo: 'garden' };
type Payload = Readonly<Record<string, unknown>>;
const examples = (load('@octokit/webhooks-examples') as { name: string; examples: Payload[] }[]).flatMap(
  ({ name, examples: all }) => all.map((payload) => ({ event: name, payload })),
);
const some = (key: string, event = /./) =>
  examples.flatMap(({ event: name, payload }) =>
    event.test(name) && typeof payload[key] === 'object' && payload[key] !== null ? [payload[key] as Payload] : [],
  );

const faulty = /undefined|\[object |\bNaN\b|failed inside the server/;
type Answer = (request: Seen) => unknown;
interface Reader {
  tool: string;
  args: Record<string, unknown>;
  answer: Answer;
}

const pull = some('pull_request', /^pull_request$/)[0] ?? {};
const checks =
  (items: Payload[]): Answer =>
  ({ url }) =>
    url.includes('/pulls/') ? pull : { total_count: items.length, check_runs: items, state: 'pending', statuses: [] };

/** The readers of each kind of thing that webhooks carry. */
const readers: Reader[] = [
  ...some('issue').flatMap((issue): Reader[] => [
    { tool: 'issue_read', args: { ...at, issue_number: 1, method: 'get' }, answer: () => issue },
    { tool: 'list_issues', args: at, answer: () => [issue] },
    { tool: 'search_issues', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [issue] }) },
    { tool: 'get_issue', args: { ...at, issue_number: 1 }, answer: () => issue },
    {
      tool: 'issue_dependency_read',
      args: { ...at, issue_number: 1, method: 'get_blocked_by' },
      answer: () => [issue],
    },
  ]),
  ...some('comment').flatMap((comment): Reader[] => [
    { tool: 'issue_read', args: { ...at, issue_number: 1, method: 'get_comments' }, answer: () => [comment] },
    { tool: 'issue_read', args: { ...at, issue_number: 1, method: 'get_timeline' }, answer: () => [comment] },
    { tool: 'get_pull_request_comments', args: { ...at, pullNumber: 1 }, answer: () => [comment] },
  ]),
  ...some('pull_request').flatMap((one): Reader[] => [
    { tool: 'pull_request_read', args: { ...at, pullNumber: 1, method: 'get' }, answer: () => one },
    { tool: 'list_pull_requests', args: at, answer: () => [one] },
    { tool: 'search_pull_requests', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [one] }) },
    { tool: 'get_pull_request', args: { ...at, pullNumber: 1 }, answer: () => one },
  ]),
  ...some('review').map((review): Reader => ({
    tool: 'pull_request_read',
    args: { ...at, pullNumber: 1, method: 'get_reviews' },
    answer: () => [review],
  })),
  ...some('check_run').flatMap((run): Reader[] => [
    { tool: 'pull_request_read', args: { ...at, pullNumber: 1, method: 'get_check_runs' }, answer: checks([run]) },
    { tool: 'pull_request_read', args: { ...at, pullNumber: 1, method: 'get_status' }, answer: checks([run]) },
  ]),
  ...some('release').flatMap((release): Reader[] => [
    { tool: 'list_releases', args: at, answer: () => [release] },
    { tool: 'get_latest_release', args: at, answer: () => release },
  ]),
  ...some('repository').flatMap((repository): Reader[] => [
    { tool: 'get_repository', args: at, answer: () => repository },
    { tool: 'search_repositories', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [repository] }) },
    { tool: 'list_starred_repositories', args: {}, answer: () => [repository] },
    { tool: 'list_repositories', args: {}, answer: () => [repository] },
  ]),
  ...some('workflow_run', /^workflow_run$/).flatMap((run): Reader[] => [
    {
      tool: 'actions_list',
      args: { ...at, method: 'list_workflow_runs' },
      answer: () => ({ total_count: 1, workflow_runs: [run] }),
    },
    { tool: 'actions_get', args: { ...at, method: 'get_workflow_run', resource_id: '1' }, answer: () => run },
  ]),
  ...some('workflow_job', /^workflow_job$/).flatMap((job): Reader[] => [
    {
      tool: 'actions_list',
      args: { ...at, method: 'list_workflow_jobs', resource_id: '1' },
      answer: () => ({ total_count: 1, jobs: [job] }),
    },
    { tool: 'actions_get', args: { ...at, method: 'get_workflow_job', resource_id: '1' }, answer: () => job },
  ]),
  ...some('workflow').map((workflow): Reader => ({
    tool: 'actions_list',
    args: { ...at, method: 'list_workflows' },
    answer: () => ({ total_count: 1, workflows: [workflow] }),
  })),
  ...some('milestone').map((milestone): Reader => ({ tool: 'list_milestones', args: at, answer: () => [milestone] })),
  ...some('label').flatMap((label): Reader[] => [
    { tool: 'list_label', args: at, answer: () => [label] },
    { tool: 'get_label', args: { ...at, name: 'bug' }, answer: () => label },
  ]),
  ...some('alert', /code_scanning/).flatMap((alert): Reader[] => [
    { tool: 'list_code_scanning_alerts', args: at, answer: () => [alert] },
    { tool: 'get_code_scanning_alert', args: { ...at, alertNumber: 1 }, answer: () => alert },
  ]),
  ...some('alert', /secret_scanning/).map((alert): Reader => ({
    tool: 'list_secret_scanning_alerts',
    args: at,
    answer: () => [alert],
  })),
  ...some('alert', /dependabot/).flatMap((alert): Reader[] => [
    { tool: 'list_dependabot_alerts', args: at, answer: () => [alert] },
    { tool: 'get_dependabot_alert', args: { ...at, alertNumber: 1 }, answer: () => alert },
  ]),
  ...some('security_advisory').flatMap((advisory): Reader[] => [
    { tool: 'get_global_security_advisory', args: { ghsaId: 'GHSA-rf4j-j272-fj86' }, answer: () => advisory },
    { tool: 'list_global_security_advisories', args: {}, answer: () => [advisory] },
    { tool: 'list_repository_security_advisories', args: at, answer: () => [advisory] },
    { tool: 'list_org_repository_security_advisories', args: { org: 'octo' }, answer: () => [advisory] },
  ]),
  ...some('commit', /^status$/).flatMap((commit): Reader[] => [
    { tool: 'list_commits', args: at, answer: () => [commit] },
    { tool: 'get_commit', args: { ...at, sha: 'main' }, answer: () => commit },
    { tool: 'search_commits', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [commit] }) },
  ]),
  ...some('branches', /^status$/).map((branches): Reader => ({
    tool: 'list_branches',
    args: at,
    answer: () => branches,
  })),
  ...some('sender').flatMap((sender): Reader[] => [
    { tool: 'search_users', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [sender] }) },
    { tool: 'search_orgs', args: { query: 'x' }, answer: () => ({ total_count: 1, items: [sender] }) },
  ]),
  ...some('member').map((member): Reader => ({
    tool: 'list_repository_collaborators',
    args: at,
    answer: () => [member],
  })),
];

/** The names and types of all values, which decide how a reader goes through them. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

/** One reader for each shape of payload; the soak tier takes them all. */
const distinct = [
  ...new Map(
    readers.map((reader) => [
      JSON.stringify([reader.tool, reader.args, shapeOf(reader.answer({ url: '/x' } as Seen))]),
      reader,
    ]),
  ).values(),
];

/** A GitHub that gives one answer to every read, and a server in front of it. */
async function replay(flags: readonly string[]): Promise<{ session: Session; ask(reader: Reader): Promise<string> }> {
  let answer: Answer = () => ({});
  const { url } = await stub((request, response) => {
    if (request.url === '/graphql') return json(response, { data: null, errors: [{ message: 'not recorded' }] });
    if (request.url.endsWith('/permission')) return json(response, { permission: 'write', user: {} });
    if (request.url === '/user') return json(response, { login: 'octo' });
    json(response, answer(request));
  });
  const session = await start(url, { flags: ['--toolsets', 'all,legacy', '--no-confirm', ...flags] });
  return {
    session,
    async ask({ tool, args, answer: now }) {
      answer = now;
      return (await session.call(tool, args)).text;
    },
  };
}

test.each([[[]], [['--lockdown']]])('every payload of webhooks goes through its readers %j', async (flags) => {
  const { ask } = await replay(flags);
  expect(readers.length).toBeGreaterThan(500);
  const wrong: string[] = [];
  for (const reader of tierCases(distinct, readers)) {
    const text = await ask(reader);
    // Some recorded texts say it themselves.
    if (faulty.test(text) && !JSON.stringify(reader.answer({ url: '/x' } as Seen)).includes('undefined'))
      wrong.push(`${reader.tool} ${JSON.stringify(reader.args)}: ${text.slice(0, 300)}`);
  }
  expect(wrong).toEqual([]);
});

test('every tool that reads shows something recorded, or what GitHub describes', async () => {
  const names = (await loadTools(github.toolsets)).flatMap(({ name, annotations }) =>
    annotations.readOnlyHint ? [name] : [],
  );
  const recorded = new Set(readers.map(({ tool }) => tool));
  const described = reads.filter(({ tool, code }) => code === undefined && !recorded.has(tool));
  const shown = new Set([...recorded, ...described.map(({ tool }) => tool)]);
  expect(names.filter((name) => !shown.has(name))).toEqual([]);
  const double = await startDouble();
  onTestFinished(() => double.close());
  const session = await start(double.url, { token: double.token, flags: ['--toolsets', 'all,legacy', '--no-confirm'] });
  for (const { tool, args } of described) {
    const answer = await session.call(tool, typeof args === 'function' ? await args(session) : args);
    expect([tool, answer.isError]).toEqual([tool, false]);
    expect(answer.text, tool).not.toMatch(faulty);
  }
});

interface Recorded {
  method: string;
  path: string;
  status: number;
  response: unknown;
}

test('recorded requests are answered as they were, and shown', async () => {
  const folder = path.join(path.dirname(load.resolve('@octokit/fixtures/package.json')), 'scenarios/api.github.com');
  const recorded = new Map<string, Recorded>();
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name, 'normalized-fixture.json');
    for (const one of JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) {
      const key = `${one.method.toUpperCase()} ${one.path.split('?')[0]?.replace(/\/$/, '')}`;
      if (!recorded.has(key)) recorded.set(key, one);
    }
  }
  const { url } = await stub((request, response) => {
    const one = recorded.get(
      `${request.method} ${decodeURIComponent(request.url.split('?')[0] ?? '').replace(/\/$/, '')}`,
    );
    json(response, one?.response ?? { message: 'Not Found' }, { status: one?.status ?? 404 });
  });
  const session = await start(url, { flags: ['--toolsets', 'all', '--no-confirm'] });
  const org = 'octokit-fixture-org';
  const ask = async (tool: string, args: Record<string, unknown>) => (await session.call(tool, args)).text;
  const shown = [
    await ask('get_repository', { owner: org, repo: 'hello-world' }),
    await ask('get_file_contents', { owner: org, repo: 'hello-world', path: '' }),
    await ask('list_issues', { owner: org, repo: 'paginate-issues' }),
    await ask('search_issues', { query: 'sesame' }),
    await ask('list_label', { owner: org, repo: 'labels' }),
    await ask('get_release_by_tag', { owner: org, repo: 'release-assets', tag: 'v1.0.0' }),
    await ask('create_or_update_file', {
      owner: org,
      repo: 'create-file',
      path: 'test.txt',
      content: 'x',
      message: 'x',
      branch: 'main',
    }),
    await ask('label_write', { owner: org, repo: 'errors', method: 'create', name: 'foo', color: 'invalid' }),
  ];
  expect(shown[0]).toMatch(/^\[octokit-fixture-org\/hello-world; /);
  expect(shown[1]).toMatch(/README\.md/);
  expect(shown[2]).toMatch(/^\[3 issues/);
  expect(shown[3]).toMatch(/sesame/i);
  expect(shown[4]).toMatch(/labels?\]/);
  expect(shown[5]).toMatch(/v1\.0\.0/);
  expect(shown[6]).toMatch(/^Created test\.txt on main in commit [0-9a-f]{40}/);
  expect(shown[7]).toMatch(/Validation Failed; Label\.color: invalid/);
  for (const text of shown) expect(text).not.toMatch(faulty);
});
