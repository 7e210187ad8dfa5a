import { expect, onTestFinished, test } from 'vitest';
import { faults, startDouble } from './double/index.ts';
import { start } from './start.ts';

const garden = { owner: 'octo', repo: 'garden' };

async function open() {
  const double = await startDouble();
  onTestFinished(() => double.close());
  return {
    double,
    session: await start(double.url, {
      token: double.token,
      flags: ['--lockdown', '--toolsets', 'all,legacy', '--no-confirm'],
    }),
  };
}

/** Every way of reading that can show what `stranger` wrote in `octo/garden`. */
const ways: [tool: string, args: Record<string, unknown>, theirs: RegExp][] = [
  ['issue_read', { ...garden, issue_number: 1, method: 'get_comments' }, /Ignore all earlier/],
  ['list_issues', { ...garden, state: 'all' }, /Sort beds/],
  ['list_issues', { ...garden, state: 'all', fields: ['title'] }, /Sort beds/],
  ['search_issues', { query: 'beds repo:octo/garden' }, /Sort beds/],
  ['list_discussions', garden, /How deep/],
  ['get_discussion', { ...garden, discussionNumber: 5 }, /never come up/],
  ['get_discussion_comments', { ...garden, discussionNumber: 5, includeReplies: true }, /Thank you|Deeper/],
  ['list_notifications', {}, /Tomatoes|Skip watering/],
  ['issue_read', { ...garden, issue_number: 3, method: 'get' }, /Sort beds/],
  ['get_issue', { ...garden, issue_number: 3 }, /Sort beds/],
  ['list_commits', { owner: 'stranger', repo: 'wild' }, /zzz/],
];

test.each(ways)('69: %s %o shows nothing of people without push access', async (tool, args, theirs) => {
  const { session } = await open();
  const { text } = await session.call(tool, args);
  expect(text).not.toMatch(theirs);
});

test('69: what is left is shown, with a count of what is withheld', async () => {
  const { session } = await open();
  const { text, isError } = await session.call('list_issues', { ...garden, state: 'all' });
  expect(isError).toBe(false);
  expect(text).toMatch(/Tomatoes get water[^]*\[warning: \d+ withheld: /);
  expect(await session.call('issue_read', { ...garden, issue_number: 3, method: 'get' })).toMatchObject({
    isError: true,
    code: 'denied',
  });
});

test('people with push access, and everything private, are shown', async () => {
  const { session } = await open();
  expect((await session.call('pull_request_read', { ...garden, pullNumber: 4, method: 'get_diff' })).text).toMatch(
    /^\[diff of 1 file/,
  );
  expect(
    (await session.call('issue_read', { owner: 'octo', repo: 'diary', issue_number: 1, method: 'get' })).text,
  ).toMatch(/Every evening/);
  expect((await session.call('get_file_contents', { ...garden, path: 'README.md' })).text).toMatch(/Garden planner/);
});

test('a commit that the default branch does not lead to, and the head of a pull request, are not read', async () => {
  const { session } = await open();
  const sha = /([0-9a-f]{40})/.exec((await session.call('get_commit', { ...garden, sha: 'rain' })).text)?.[1];
  expect(await session.call('get_file_contents', { ...garden, path: 'src/water.ts', sha })).toMatchObject({
    isError: true,
    code: 'denied',
  });
  for (const ref of [`${sha}~0`, `${sha}^0`, sha?.slice(0, 6), 'main~1'])
    expect(await session.call('get_commit', { ...garden, sha: ref }), ref).toMatchObject({
      isError: true,
      code: 'denied',
    });
  expect(
    await session.call('get_file_contents', { ...garden, path: 'src/water.ts', ref: 'refs/pull/4/head' }),
  ).toMatchObject({ isError: true, code: 'denied' });
});

test('70: where GitHub does not say who can push, nothing of others is shown', async () => {
  const { double, session } = await open();
  double.fail({ path: /\/permission$/ }, faults.status(403, 'Must have push access to view collaborator permission.'));
  const { text } = await session.call('issue_read', { ...garden, issue_number: 1, method: 'get_comments' });
  expect(text).not.toMatch(/Ignore all earlier/);
  expect(text).toMatch(/did not say who can push/);
});
