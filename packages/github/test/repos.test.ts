import { describe, expect, onTestFinished, test } from 'vitest';
import { startDouble, type World } from './double/index.ts';
import { addSubIssue } from './double/world/issues.ts';
import { addItem, newProject, newView } from './double/world/projects.ts';
import { start } from './start.ts';

const garden = { owner: 'octo', repo: 'garden' };

async function open(repos: string | undefined, prepare: (world: World) => void = () => {}) {
  const double = await startDouble();
  onTestFinished(() => double.close());
  prepare(double.state);
  const flags = ['--toolsets', 'all', '--no-confirm', ...(repos === undefined ? [] : ['--repos', repos])];
  return { double, session: await start(double.url, { token: double.token, flags }) };
}

const repository = (world: World, owner: string, name: string) => {
  const found = world.repository(owner, name);
  if (found === undefined) throw new Error(`There is no ${owner}/${name}.`);
  return found;
};
const issue = (world: World, owner: string, name: string, number: number) => {
  const found = repository(world, owner, name).issues.find((one) => one.number === number);
  if (found === undefined) throw new Error(`There is no issue ${number}.`);
  return found;
};

test.each([
  { repo: 'octo/diary', issue_number: 1 },
  { owner: 'octo', repo: 'octo/diary', issue_number: 1 },
  { repo: 'octo/diary', issue_number: 'https://github.com/octo/diary/issues/1' },
  { ...garden, issue_number: 'https://github.com/octo/diary/issues/1' },
])('--repos: %o names a repository that it leaves out, however it is written', async (args) => {
  const { double, session } = await open('octo/garden');
  double.requests.length = 0;
  expect((await session.call('issue_read', { ...args, method: 'get' })).code).toMatch(/^(denied|invalid)$/);
  expect(double.requests.filter(({ path }) => /repos|graphql/.test(path))).toEqual([]);
});

describe('--repos: a renamed repository', () => {
  const old = { owner: 'octo', repo: 'old-name' };
  const renamed = (world: World) => void world.renamed.set('octo/old-name', repository(world, 'octo', 'diary'));
  const calls: [string, Record<string, unknown>][] = [
    ['get_file_contents', { ...old, path: 'secret.txt' }],
    ['issue_read', { ...old, issue_number: 1, method: 'get' }],
    ['list_issues', old],
    ['list_discussions', old],
    ['issue_write', { ...old, method: 'update', issue_number: 1, title: 'Moved' }],
    ['create_or_update_file', { ...old, path: 'a', content: 'b', message: 'c', branch: 'main' }],
  ];

  test.each(calls)('%s %o does not follow it', async (tool, args) => {
    const { double, session } = await open('octo/old-name', renamed);
    const answer = await session.call(tool, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).not.toMatch(/under the pot|Every evening|Write more/);
    expect(
      double.requests.filter(({ method, path }) => !['GET', 'HEAD'].includes(method) && path !== '/graphql'),
    ).toEqual([]);
    expect(issue(double.state, 'octo', 'diary', 1).title).toBe('Write more');
  });

  test('control: without --repos the new place is read', async () => {
    const { session } = await open(undefined, renamed);
    expect((await session.call('get_file_contents', { ...old, path: 'secret.txt' })).text).toMatch(/under the pot/);
  });
});

describe('--repos: what answers show of other repositories', () => {
  const related = (world: World) => {
    addSubIssue(world, issue(world, 'octo', 'garden', 1), issue(world, 'octo', 'diary', 1), false);
    addSubIssue(world, issue(world, 'octo-labs', 'greenhouse', 1), issue(world, 'octo', 'garden', 2), true);
  };
  const reads: [string, Record<string, unknown>][] = [
    ['issue_read', { ...garden, issue_number: 1, method: 'get_sub_issues' }],
    ['issue_read', { ...garden, issue_number: 1, method: 'get' }],
    ['issue_read', { ...garden, issue_number: 2, method: 'get_parent' }],
    ['issue_read', { ...garden, issue_number: 2, method: 'get' }],
  ];
  const theirs = /Write more|Every evening|Too hot|Above 40/;

  test.each(reads)('%s %o shows nothing of them', async (tool, args) => {
    const { session } = await open('octo/garden', related);
    const answer = await session.call(tool, args);
    expect(answer.text).not.toMatch(theirs);
    expect(answer.code).not.toBe('internal');
  });

  test('the number of items left out is said', async () => {
    const { session } = await open('octo/garden', related);
    const { text } = await session.call('issue_read', { ...garden, issue_number: 1, method: 'get_sub_issues' });
    expect(text).toMatch(/\[warning: 1 left out: /);
  });

  test('control: without --repos they are shown', async () => {
    const { session } = await open(undefined, related);
    const { text } = await session.call('issue_read', { ...garden, issue_number: 1, method: 'get_sub_issues' });
    expect(text).toMatch(/Write more/);
  });

  const board = (world: World) => {
    const octo = world.user('octo');
    if (octo === undefined) throw new Error('There is no octo.');
    const project = newProject(world, octo, octo, 'Board');
    addItem(world, project, issue(world, 'octo', 'garden', 1), octo);
    addItem(world, project, issue(world, 'octo-labs', 'greenhouse', 1), octo);
    return project;
  };

  test('items of a project', async () => {
    const { session } = await open('octo/*', board);
    const { text } = await session.call('projects_list', {
      method: 'list_project_items',
      owner: 'octo',
      owner_type: 'user',
      project_number: 2,
    });
    expect(text).not.toMatch(theirs);
    expect(text).toMatch(/1 left out/);
  });
});

test('--repos: completions name no other account and no other repository', async () => {
  const template = 'repo://{owner}/{repo}/contents{/path*}';
  const complete = async (repos: string | undefined) => (await open(repos)).session.complete(template, 'owner', '');
  expect(await complete('octo/garden,mona/*')).toEqual(['octo', 'mona']);
  // Control.
  expect(await complete(undefined)).toContain('octo-labs');
});

describe('--repos: ids beside an owner', () => {
  test('an issue id counts only after it was read from an allowed repository', async () => {
    const { double, session } = await open('octo/garden');
    const add = (id: number) =>
      session.call('sub_issue_write', { ...garden, issue_number: 1, method: 'add', sub_issue_id: id });
    const foreign = issue(double.state, 'octo', 'diary', 1).id;
    const own = issue(double.state, 'octo', 'garden', 3).id;
    expect(await add(foreign)).toMatchObject({ isError: true, code: 'denied' });
    expect(await add(own)).toMatchObject({ isError: true, code: 'denied' });
    expect(double.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    await session.call('issue_read', { ...garden, issue_number: 3, method: 'get' });
    expect(await add(own)).toMatchObject({ isError: false });
  });

  test('a view belongs to a project of the named owner', async () => {
    let id = '';
    const { double, session } = await open('octo/*', (world) => {
      const labs = world.user('octo-labs');
      const octo = world.user('octo');
      if (labs === undefined || octo === undefined) throw new Error('Someone is missing.');
      id = newView(world, newProject(world, labs, octo, 'Theirs'), 'Secret view', 'table').nodeId;
    });
    for (const method of ['update_project_view', 'delete_project_view'])
      expect(
        await session.call('projects_write', {
          method,
          owner: 'octo',
          owner_type: 'user',
          view_id: id,
          ...(method === 'update_project_view' && { name: 'x' }),
        }),
        method,
      ).toMatchObject({ isError: true, code: 'denied' });
    const read = await session.call('projects_get', {
      method: 'get_project_view',
      owner: 'octo',
      owner_type: 'user',
      view_id: id,
    });
    expect(read).toMatchObject({ isError: true, code: 'denied' });
    expect(double.requests.filter(({ text }) => text.includes('mutation'))).toEqual([]);
  });

  test('control: a view of the named owner is changed', async () => {
    let id = '';
    const { session } = await open('octo/*', (world) => {
      const octo = world.user('octo');
      if (octo === undefined) throw new Error('There is no octo.');
      id = newView(world, newProject(world, octo, octo, 'Ours'), 'Plan', 'table').nodeId;
    });
    const args = { method: 'update_project_view', owner: 'octo', owner_type: 'user', view_id: id, name: 'Other plan' };
    expect(await session.call('projects_write', args)).toMatchObject({ isError: false });
  });
});
