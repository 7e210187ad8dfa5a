import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shared } from './shared.ts';
import { start } from './start.ts';
import { numbered, Repo } from './world.ts';

const server = shared();
const { ok, refused, repo: make } = server;

describe('a new submodule', () => {
  const library = () => {
    const made = make();
    made.commit('library', { 'lib.c': 'int x;\n' });
    return made;
  };

  test('is recorded as plain git does it', async () => {
    const [lib, repo] = [library(), make()];
    repo.commit('first', { 'a.txt': 'a\n' });
    const twin = new Repo(path.join(server.root, 'twin-of-submodule'));
    repo.git('clone', '--quiet', '.', twin.folder);
    const url = `../${path.basename(lib.folder)}`;
    repo.git('remote', 'add', 'origin', path.join(server.root, 'x'));
    twin.git('remote', 'set-url', 'origin', path.join(server.root, 'x'));
    twin.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', url, 'deps/lib');
    const text = await ok(repo, 'git_update_submodules', { url, paths: ['deps/lib'] });
    expect(text).toContain(`added the submodule deps/lib at ${lib.git('rev-parse', 'HEAD').slice(0, 9)}`);
    expect(repo.read('.gitmodules')).toBe(twin.read('.gitmodules'));
    expect(repo.git('ls-files', '--stage')).toBe(twin.git('ls-files', '--stage'));
    expect(repo.git('status', '--porcelain')).toBe(twin.git('status', '--porcelain'));
    expect(repo.git('submodule', 'status')).toBe(twin.git('submodule', 'status'));
    expect(repo.read('deps/lib/lib.c')).toBe('int x;\n');
    expect(repo.git('-C', 'deps/lib', 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    repo.git('commit', '--quiet', '-m', 'with a submodule');
    expect(await ok(repo, 'git_list', { what: 'submodules' })).toContain('deps/lib');
  });

  test('goes neither over a tracked file, nor through a link, nor outside', async () => {
    const [lib, repo] = [library(), make()];
    repo.commit('first', { 'a.txt': 'a\n' });
    const add = (at: string, code: string) =>
      refused(repo, code, 'git_update_submodules', { url: lib.folder, paths: [at] });
    await add('a.txt', 'conflict');
    await add('../beside', 'denied');
    await add('.git/x', 'denied');
    symlinkSync(path.join(server.outside, 'target'), repo.at('.gitmodules'));
    await add('lib', 'denied');
    expect(repo.git('status', '--porcelain')).toBe('?? .gitmodules');
    await refused(repo, 'invalid', 'git_update_submodules', { url: lib.folder });
    await refused(repo, 'denied', 'git_update_submodules', { url: server.outside, paths: ['lib'] });
  });
});

test('a sparse checkout is set and ended, and says what it had to leave', async () => {
  const repo = make();
  const files = ['top.txt', 'in/a.txt', 'in/deep/b.txt', 'out/c.txt', 'out/changed.txt'];
  repo.commit('first', Object.fromEntries(files.map((name) => [name, `${name}\n`])));
  await refused(repo, 'not_found', 'git_configure', { action: 'sparse_checkout', folders: ['int'] });
  repo.write('out/changed.txt', 'work\n');
  const text = await ok(repo, 'git_configure', { action: 'sparse_checkout', folders: ['in'] });
  expect(text).toContain('out/changed.txt');
  expect(repo.read('out/changed.txt')).toBe('work\n');
  expect(['in/deep/b.txt', 'top.txt', 'out/c.txt'].map((name) => repo.has(name))).toEqual([true, true, false]);
  expect(repo.git('sparse-checkout', 'list')).toBe('in');
  expect(await ok(repo, 'git_list', { what: 'sparse' })).toContain('\nin');
  await ok(repo, 'git_configure', { action: 'sparse_checkout', folders: ['in/deep'] });
  expect(repo.git('config', '--get-all', 'extensions.worktreeConfig')).toBe('true');
  expect(['in/deep/b.txt', 'in/a.txt', 'out/c.txt'].map((name) => repo.has(name))).toEqual([true, true, false]);
  await ok(repo, 'git_configure', { action: 'sparse_checkout' });
  expect(files.every((name) => repo.has(name))).toBe(true);
  expect(repo.git('status', '--porcelain')).toBe(' M out/changed.txt');
  expect(await ok(repo, 'git_list', { what: 'sparse' })).toContain('every file is checked out');
});

describe('bisect with a program', () => {
  /** Twenty commits, of which the twelfth and later are bad, and a program that tells. */
  function broken(): { repo: Repo; first: string } {
    const repo = make();
    const ids = Array.from({ length: 20 }, (_, i) => repo.commit(`c${i}`, { 'n.txt': numbered(i < 11 ? 5 : 6) }));
    repo.write('judge.sh', '#!/bin/sh\necho "judging $1"\ntest $(wc -l < n.txt) -eq "$1"\n');
    chmodSync(repo.at('judge.sh'), 0o755);
    return { repo, first: ids[11] ?? '' };
  }

  test('finds the first bad commit that plain git finds, after the user agreed to the command', async () => {
    const { repo, first } = broken();
    const questions: string[] = [];
    const session = await start([server.root], {
      flags: ['--toolsets', 'all', '--trust', server.root],
      answer: (question) => (questions.push(question), 'accept'),
    });
    const call = async (args: Record<string, unknown>) => {
      const answer = await session.call('git_bisect', { repo_path: repo.folder, ...args });
      expect(answer.isError, answer.text).toBe(false);
      return answer.text;
    };
    await call({ action: 'start', bad: 'HEAD', good: ['HEAD~19'] });
    const text = await call({ action: 'run', command: ['judge.sh', '5'] });
    expect(text).toContain(`[the first bad commit is ${first}`);
    expect(questions.join()).toContain('Run "judge.sh" "5" in each commit');
    expect(repo.git('bisect', 'log')).toContain(`first bad commit: [${first}]`);
    const outside = await session.call('git_bisect', { repo_path: repo.folder, action: 'run', command: ['/bin/sh'] });
    expect(outside.code).toBe('denied');
    await call({ action: 'reset' });
    expect(repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
  });

  test('runs nothing in a repository that is not trusted', async () => {
    const { repo } = broken();
    await ok(repo, 'git_bisect', { action: 'start', bad: 'HEAD', good: ['HEAD~19'] });
    const before = repo.git('rev-parse', 'HEAD');
    await refused(repo, 'denied', 'git_bisect', { action: 'run', command: ['judge.sh', '5'] });
    expect(repo.git('rev-parse', 'HEAD')).toBe(before);
  });
});
