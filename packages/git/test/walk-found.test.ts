import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { shared, undoId } from './shared.ts';
import { numbered, Repo } from './world.ts';

/** Faults that the random walk found, one test each. */
const server = shared();

/** A repository with commits 1 to 4 of one file, and a branch at the first. */
function line(): Repo {
  const repo = server.repo();
  for (const text of ['1', '2', '3', '4']) repo.commit(text, { 'a.txt': `${text}\n`, [`${text}.txt`]: `${text}\n` });
  repo.git('branch', 'first', 'HEAD~3');
  return repo;
}

test('a range that git refuses to begin leaves nothing in progress', async () => {
  const repo = line();
  repo.git('switch', '--quiet', 'first');
  repo.write('a.txt', 'not committed\n');
  const refusal = await server.refused(repo, 'conflict', 'git_cherry_pick', { revisions: ['main~2..main'] });
  expect(refusal).toContain('not committed');
  expect(repo.has('.git/sequencer')).toBe(false);
  repo.git('restore', 'a.txt');
  await server.ok(repo, 'git_cherry_pick', { revisions: ['main~1'] });
  expect(await server.ok(repo, 'git_status')).toContain('cherry-pick');
});

test('the rest of a range is still in progress after a commit by hand', async () => {
  const repo = line();
  repo.git('switch', '--quiet', 'first');
  await server.ok(repo, 'git_cherry_pick', { revisions: ['main~2..main'] });
  await server.ok(repo, 'git_resolve', { action: 'theirs', paths: ['a.txt'] });
  await server.ok(repo, 'git_commit', { message: 'by hand' });
  expect(await server.ok(repo, 'git_status')).toContain('cherry-pick');
  await server.ok(repo, 'git_resolve', { action: 'continue' });
  expect(repo.git('log', '--format=%s', '-2')).toBe('4\nby hand');
  expect(repo.has('.git/sequencer')).toBe(false);
});

test('HEAD follows a checkout that comes after the current branch was renamed', async () => {
  const repo = line();
  await server.ok(repo, 'git_configure', { action: 'rename_branch', name: 'main', value: 'trunk' });
  await server.ok(repo, 'git_create_branch', { branch_name: 'next', checkout: true });
  await server.ok(repo, 'git_commit', { message: 'on next', allow_empty: true });
  expect(repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/next');
  expect(repo.git('log', '-1', '--format=%s', 'trunk')).toBe('4');
});

test('a computed revision is checked out without a branch', async () => {
  const repo = line();
  const text = await server.ok(repo, 'git_checkout', { branch_name: 'main~1' });
  expect(text).toContain('no branch');
  expect(repo.git('rev-parse', 'HEAD')).toBe(repo.git('rev-parse', 'main~1'));
});

test('an amended commit that would change nothing is refused with the way out', async () => {
  const repo = line();
  repo.git('checkout', '--quiet', 'HEAD~1', '--', '.');
  repo.git('rm', '--quiet', '4.txt');
  const refusal = await server.refused(repo, 'conflict', 'git_commit', { amend: true });
  expect(refusal).toContain('allow_empty');
  expect(refusal).not.toContain('hook');
  await server.ok(repo, 'git_commit', { amend: true, allow_empty: true });
  expect(repo.git('diff', 'HEAD~1', 'HEAD')).toBe('');
});

test('a removal that is staged is committed by its path', async () => {
  const repo = line();
  repo.git('rm', '--quiet', '2.txt', '3.txt');
  repo.git('rm', '--quiet', '--cached', '4.txt');
  await server.ok(repo, 'git_commit', { message: 'without 2', paths: ['2.txt'] });
  expect(repo.git('show', '--format=', '--name-status', 'HEAD')).toBe('D\t2.txt');
  expect(repo.git('status', '--porcelain')).toBe('D  3.txt\nD  4.txt\n?? 4.txt');
});

test('settling a submodule that one side removed keeps the work in its folder', async () => {
  const module = line();
  const repo = server.repo();
  repo.commit('start', { 'a.txt': 'a\n' });
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module.folder, 'module');
  repo.git('commit', '--quiet', '-m', 'module');
  repo.git('switch', '--quiet', '--create', 'without');
  repo.git('rm', '--quiet', '--cached', 'module');
  repo.git('commit', '--quiet', '-m', 'without the module');
  repo.git('switch', '--quiet', '--force', 'main');
  repo.git('-C', 'module', 'checkout', '--quiet', 'first');
  repo.git('commit', '--quiet', '--all', '-m', 'moved');
  repo.write('module/work.txt', 'not committed\n');
  expect(await server.ok(repo, 'git_merge', { revisions: ['without'] })).toContain('1 conflict: module');
  await server.ok(repo, 'git_resolve', { action: 'theirs', paths: ['module'] });
  expect(repo.git('ls-files', '--', 'module')).toBe('');
  expect(repo.read('module/work.txt')).toBe('not committed\n');
});

test('an undo in a sparse checkout keeps tracked files outside of it', async () => {
  const repo = server.repo();
  repo.commit('start', { 'in/a.txt': numbered(3), 'out/b.txt': 'b\n', 'c.txt': 'c\n' });
  repo.git('sparse-checkout', 'set', '--cone', 'in');
  repo.write('out/new.txt', 'new\n');
  repo.git('add', '--sparse', '.');
  repo.git('commit', '--quiet', '-m', 'outside');
  const before = repo.git('ls-files', '-t');
  repo.write('c.txt', 'changed\n');
  const id = undoId(await server.ok(repo, 'git_reset', { mode: 'hard' }));
  await server.ok(repo, 'git_undo', { snapshot: id });
  expect(repo.read('c.txt')).toBe('changed\n');
  expect(repo.read('out/new.txt')).toBe('new\n');
  expect(repo.has('out/b.txt')).toBe(false);
  expect(repo.git('ls-files', '-t')).toBe(before);
});

test('an undo moves the branch of a work tree that another one has checked out as well', async () => {
  const repo = line();
  const other = new Repo(path.join(server.root, 'other tree'));
  mkdirSync(other.folder);
  repo.git('worktree', 'add', '--quiet', '--force', other.folder, 'main');
  const id = undoId(await server.ok(repo, 'git_reset', { mode: 'hard', target: 'HEAD~1' }));
  const before = repo.git('rev-parse', 'ORIG_HEAD');
  await server.ok(repo, 'git_undo', { snapshot: id });
  expect(repo.git('rev-parse', 'main')).toBe(before);
});

test('a submodule that a checkout brings does not stand in the way of a stash', async () => {
  const [inner, repo] = [server.repo(), line()];
  inner.commit('inner', { 'x.txt': 'x\n' });
  repo.git('switch', '--quiet', '--create', 'with');
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'module');
  repo.commit('with a submodule');
  repo.git('switch', '--quiet', 'main');
  await server.ok(repo, 'git_status');
  await server.ok(repo, 'git_checkout', { branch_name: 'with' });
  repo.git('-C', 'module', 'checkout', '--quiet', '-f');
  repo.write('a.txt', 'changed\n');
  await server.ok(repo, 'git_stash', { action: 'push' });
  expect(repo.git('status', '--porcelain')).toBe('');
  await server.ok(repo, 'git_stash', { action: 'pop' });
  expect(repo.git('status', '--porcelain')).toBe(' M a.txt');
});

test('the staged removal of a submodule is unstaged', async () => {
  const [inner, repo] = [server.repo(), line()];
  inner.commit('inner', { 'x.txt': 'x\n' });
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'module');
  repo.commit('with a submodule');
  repo.git('rm', '--quiet', '--cached', 'module');
  await server.ok(repo, 'git_reset', { paths: ['module'] });
  expect(repo.git('status', '--porcelain')).toBe('');
});
