import { eras, SetUp } from '@mcp-reference/kit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { program, temporaryFolder } from './start.ts';
import { world } from './world.ts';

test.each(['claude-desktop', 'vscode'] as const)('%s: installed, started as it says, used, checked', async (host) => {
  const { repo } = world();
  const setUp = new SetUp(program, temporaryFolder());
  expect(await setUp.run(['--install', host, '--no-network', repo.folder])).toMatchObject({ code: 0, stdout: '' });
  expect(setUp.entry(host, 'git')).toEqual({
    command: process.execPath,
    args: [program, '--no-network', repo.folder],
    env: {},
  });
  for (const era of host === 'claude-desktop' ? eras : (['legacy'] as const)) {
    const session = await setUp.start(host, 'git', { era });
    onTestFinished(() => session.close());
    expect((await session.listTools()).map(({ name }) => name)).not.toContain('git_push');
    expect(await session.call('git_status', { repo_path: repo.folder })).toMatchObject({ isError: false });
  }
  expect(await setUp.run(['--doctor', host])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/called {6}git_brief: works\n {2}All is well/),
  });
});

test('a doctor names a git that is not there', async () => {
  const { repo } = world();
  const setUp = new SetUp(program, temporaryFolder());
  await setUp.run(['--install', 'zed', '--git', 'no-such-git', repo.folder]);
  expect(await setUp.run(['--doctor', 'zed'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/PROBLEM {5}git_brief failed: git is not installed, or not on the PATH/),
  });
});
