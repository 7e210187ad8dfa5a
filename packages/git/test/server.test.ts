import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTools } from '@mcp-reference/kit';
import { eras, serverChecks } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { git } from '../src/server.ts';
import { shared } from './shared.ts';
import { program, start, temporaryFolder } from './start.ts';
import { world } from './world.ts';

describe('the contract of every server', async () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  test.each(await serverChecks(git, { folder, maxBytes: 27_800 }))('$name', ({ run }) => run());
});

test('only the builders make commands, and only one file starts processes', () => {
  const source = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const importing = (pattern: RegExp) =>
    files
      .filter((name) => pattern.test(readFileSync(path.join(source, name), 'utf8')))
      .map((name) => name.replaceAll(path.sep, '/'));
  expect(
    importing(/import \{[^}]*\bcommand\b[^}]*\} from '[./]*command\.ts'/).filter(
      (name) => !name.startsWith('git/commands/'),
    ),
  ).toEqual([]);
  expect(importing(/node:child_process/)).toEqual(['git/process.ts']);
});

describe('command line', () => {
  const execute = (args: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [program, ...args],
        { env: { PATH: process.env['PATH'] ?? '', ...env } },
        (error, _stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stderr }),
      );
    });

  test('refuses to start without a folder, and says how to give one', async () => {
    const { code, stderr } = await execute(['--client-roots', 'ignore']);
    expect(code).toBe(2);
    expect(stderr).toContain('mcp-server-git: Give the repositories that may be used');
  });

  test('--help tells the options', async () => {
    const { code, stderr } = await execute(['--help']);
    expect(code).toBe(0);
    for (const flag of ['trust', 'no-network', 'protocols', 'git', 'read-only'])
      expect(stderr).toMatch(new RegExp(`^  --${flag}\\b.*  MCP_`, 'm'));
  });
});

describe('which tools are offered', () => {
  test('--no-network offers nothing that talks to a remote', async () => {
    const tools = await loadTools(git.toolsets);
    const { root } = world();
    const session = await start([root], { flags: ['--no-network', '--toolsets', 'all'] });
    const names = (await session.listTools()).map(({ name }) => name);
    const remote = tools.filter(({ annotations }) => annotations.openWorldHint).map(({ name }) => name);
    expect(remote).toEqual(expect.arrayContaining(['git_fetch', 'git_pull', 'git_push', 'git_clone']));
    expect(names.filter((name) => remote.includes(name))).toEqual([]);
    expect(names).toContain('git_commit');
  });

  test('--read-only: the repository is left as it is', async () => {
    const { root, repo } = world();
    const session = await start([repo.folder], { flags: ['--read-only'] });
    expect((await session.listTools()).map(({ name }) => name)).not.toContain('git_add');
    expect((await session.call('git_status')).text).toContain('[main, clean]');
    expect(root).toBeTruthy();
  });
});

describe.each(eras)('%s era', (era) => {
  test('lists and calls tools, and says nothing on stderr', async () => {
    const { repo } = world();
    const session = await start([repo.folder], { era });
    expect((await session.listTools()).map(({ name }) => name)).toContain('git_brief');
    const { text, isError } = await session.call('git_status');
    expect({ text, isError }).toEqual({ text: '[main, clean]', isError: false });
    expect(session.stderr()).toBe('');
  });

  test('errors are results with a code', async () => {
    const session = await start([temporaryFolder()], { era });
    expect(await session.call('git_status')).toMatchObject({ isError: true, code: 'not_found' });
  });

  test('reads, completes and watches resources', async () => {
    const { repo } = world();
    const session = await start([repo.folder], { era });
    const [status] = await session.listResources();
    expect(status?.uri).toBe(`git://${encodeURIComponent(repo.folder)}/status`);
    expect((await session.readResource(status?.uri ?? ''))[0]?.text).toMatch(/^\[main, [0-9a-f]{40}, clean\]$/);
    const file = `git://${encodeURIComponent(repo.folder)}/file/topic/t.txt`;
    expect((await session.readResource(file))[0]?.text).toBe('t\n');
    expect(await session.complete('git://{repo}/commit/{revision}', 'revision', 'to')).toEqual(['topic']);
    expect(await session.complete('git://{repo}/file/{revision}/{+path}', 'path', 'sub/')).toEqual(['sub/c.txt']);
    const { changed, stop } = await session.subscribe(status?.uri ?? '');
    repo.commit('seen', { 'seen.txt': 'seen\n' });
    expect(await changed).toBe(status?.uri);
    await stop();
  });

  test('prompts start the tasks that people have', async () => {
    const { repo } = world();
    const session = await start([repo.folder], { era });
    expect((await session.listPrompts()).map(({ name }) => name)).toEqual([
      'review_changes',
      'write_commit_message',
      'prepare_release_notes',
      'resolve_conflicts',
    ]);
    expect(JSON.stringify(await session.getPrompt('review_changes', { revision: 'topic' }))).toContain(
      '<default branch>...topic',
    );
  });
});

describe('the brief', () => {
  const server = shared();

  test('has at most 2,000 characters, however much there is', async () => {
    const repo = server.copied();
    for (let i = 0; i < 60; i++) repo.write(`${'long name '.repeat(12)}${i}.txt`, 'x');
    for (let i = 0; i < 6; i++) repo.commit(`feat: ${'many words '.repeat(30)}${i}`);
    for (let i = 0; i < 30; i++) repo.write(`new ${'long name '.repeat(12)}${i}.txt`, 'x');
    for (let i = 0; i < 40; i++) repo.git('branch', `branch-${'x'.repeat(80)}-${i}`);
    const { text } = await server.call(repo, 'git_brief');
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('30 untracked');
  });

  test.each([
    ['no commit yet', []],
    ['bare repository', ['--bare']],
  ])('of a repository that is %s', async (told, args) => {
    const repo = server.repo(...args);
    expect((await server.call(repo, 'git_brief')).text).toContain(told);
  });
});
