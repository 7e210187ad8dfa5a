import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eras, hostKeys, SetUp, tierCases, type HostKey } from '@mcp-reference/kit/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { program, temporaryFolder } from './start.ts';

function home(): { setUp: SetUp; folder: string } {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'docs'));
  writeFileSync(path.join(folder, 'docs/hello.txt'), 'hello from the host');
  return { setUp: new SetUp(program, folder), folder };
}

/** One host for each format of configuration. */
const first: readonly HostKey[] = ['claude-desktop', 'vscode', 'codex', 'goose'];

test.each(
  tierCases(
    first,
    hostKeys.filter((host) => !first.includes(host)),
  ),
)('%s: installed, started as it says, used', async (host) => {
  const { setUp, folder } = home();
  const installed = await setUp.run(['--install', host, '--read-only', 'docs']);
  expect(installed).toMatchObject({ code: 0, stdout: '' });
  expect(setUp.entry(host, 'filesystem')).toEqual({
    command: process.execPath,
    args: [program, '--read-only', path.join(folder, 'docs')],
    env: {},
  });
  for (const era of host === 'claude-desktop' ? eras : (['legacy'] as const)) {
    const session = await setUp.start(host, 'filesystem', { era });
    onTestFinished(() => session.close());
    expect((await session.listTools()).map(({ name }) => name)).toContain('read_text_file');
    expect((await session.call('read_text_file', { path: 'hello.txt' })).text).toContain('hello from the host');
    expect(session.stderr()).toBe('');
  }
});

test('checked, and taken out', async () => {
  const { setUp } = home();
  await setUp.run(['--install', 'claude-desktop', 'docs']);
  expect(await setUp.run(['--doctor'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/called {6}list_allowed_directories: works\n {2}All is well\.\n$/),
  });
  expect(await setUp.run(['--uninstall', 'claude-desktop'])).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(setUp.fileOf('claude-desktop'), 'utf8')).not.toContain('filesystem');
});

describe('a person reads', () => {
  test('what is missing, before anything is written', async () => {
    const { setUp } = home();
    expect(await setUp.run(['--install', 'cursor', '--client-roots', 'ignore'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Give the folders that may be used'),
    });
    expect(await setUp.run(['--install', 'cursor', 'gone'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^mcp-server-filesystem: "gone" does not exist \(.*\/gone\)\. Make it first/),
    });
    expect(await setUp.run(['--install', 'cursor', '--tools', 'nonsense', 'docs'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tools names "nonsense", which does not exist'),
    });
    expect(existsSync(setUp.fileOf('cursor'))).toBe(false);
  });

  test('that a folder went away since', async () => {
    const { setUp, folder } = home();
    await setUp.run(['--install', 'cursor', 'docs']);
    rmSync(path.join(folder, 'docs'), { recursive: true });
    expect(await setUp.run(['--doctor', 'cursor'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/PROBLEM {5}".*\/docs" does not exist\./),
    });
  });

  test('the entry alone on stdout, to paste', async () => {
    const { setUp, folder } = home();
    const { code, stdout, stderr } = await setUp.run(['--install', 'print', 'docs']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      mcpServers: { filesystem: { command: process.execPath, args: [program, path.join(folder, 'docs')] } },
    });
  });

  test('that nothing is replaced without --yes, with exit code 2', async () => {
    const { setUp } = home();
    await setUp.run(['--install', 'cursor', 'docs']);
    expect(await setUp.run(['--install', 'cursor', '--read-only', 'docs'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/Give --yes to replace it/),
    });
    expect(await setUp.run(['--install', 'cursor', '--read-only', 'docs', '--yes'])).toMatchObject({ code: 0 });
    expect(setUp.entry('cursor', 'filesystem').args).toContain('--read-only');
  });
});
