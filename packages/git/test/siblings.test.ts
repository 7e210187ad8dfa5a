import { chmodSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shared } from './shared.ts';
import { numbered, Repo } from './world.ts';

/** Variants of reported faults, in other tools and other kinds of repository. */
const server = shared();
const { ok, refused, repo: make, questions } = server;

/** A repository with one commit. */
function started(): Repo {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  return repo;
}

describe('commits that nothing leads to any more', () => {
  test.each(['on a branch', 'without a branch'])('reset asks about them %s', async (where) => {
    const repo = started();
    if (where === 'without a branch') repo.git('checkout', '--quiet', '--detach');
    repo.commit('only here', { 'b.txt': 'b\n' });
    const asked = questions.length;
    await ok(repo, 'git_reset', { mode: 'hard', target: 'HEAD~1' });
    expect(questions.slice(asked).join('\n')).toMatch(/1 commit will be on no branch:[\s\S]*only here/);
  });

  test('are named when a new branch elsewhere is checked out', async () => {
    const repo = started();
    repo.git('checkout', '--quiet', '--detach');
    const lost = repo.commit('only here', { 'b.txt': 'b\n' });
    const text = await ok(repo, 'git_create_branch', { branch_name: 'next', base_branch: 'main', checkout: true });
    expect(text).toContain(`base_branch: "${lost.slice(0, 9)}"`);
  });

  test('are not asked about while another work tree is at them', async () => {
    const repo = started();
    const kept = repo.commit('kept', { 'b.txt': 'b\n' });
    repo.git('worktree', 'add', '--quiet', '--detach', `${repo.folder}-detached`, kept);
    const asked = questions.length;
    await ok(repo, 'git_reset', { mode: 'hard', target: 'HEAD~1' });
    expect(questions.slice(asked)).toEqual([]);
  });
});

test('a commit that a hook refuses leaves the index as it was', async () => {
  const repo = started();
  repo.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 1\n');
  chmodSync(repo.at('.git/hooks/commit-msg'), 0o755);
  await ok(repo, 'git_trust');
  repo.write('a.txt', 'changed\n');
  repo.write('new.txt', 'new\n');
  const before = repo.git('status', '--porcelain');
  for (const what of [{ all: true }, { paths: ['new.txt'] }])
    expect(await refused(repo, 'conflict', 'git_commit', { message: 'no', ...what })).toContain('hook');
  expect(repo.git('status', '--porcelain')).toBe(before);
});

describe('mails', () => {
  test('a merge has none, and a range says how many it leaves out', async () => {
    const repo = started();
    repo.git('switch', '--quiet', '--create', 'side');
    repo.commit('of side', { 's.txt': 's\n' });
    repo.git('switch', '--quiet', 'main');
    repo.commit('of main', { 'm.txt': 'm\n' });
    repo.git('merge', '--quiet', '--message', 'joined', 'side');
    expect(await refused(repo, 'invalid', 'git_show', { revision: 'HEAD', mail: true })).toContain('HEAD^1..HEAD');
    const text = await ok(repo, 'git_show', { revision: 'HEAD^1..HEAD', mail: true });
    expect(text).toContain('[1 mail that git_apply takes, without 1 merge');
    expect(text).toContain('Subject: [PATCH] of side');
  });

  test('of a first commit hold its changes, whatever log.showRoot says', async () => {
    const repo = started();
    repo.git('config', 'log.showRoot', 'false');
    repo.git('config', '--file', path.join(server.home, '.gitconfig'), 'log.showRoot', 'false');
    await ok(repo, 'git_trust');
    expect(await ok(repo, 'git_show', { revision: 'HEAD', mail: true })).toContain('+a');
  });
});

test.each([
  ['git_reset', { mode: 'discard', paths: ['a.txt', 'nope'] }],
  ['git_reset', { mode: 'discard', paths: ['untracked.txt'] }],
  ['git_reset', { paths: ['nope'] }],
] as const)('%s %j: a path that git does not track is named, and nothing is asked or done', async (tool, args) => {
  const repo = started();
  repo.write('a.txt', 'changed\n');
  repo.write('untracked.txt', 'u\n');
  const asked = questions.length;
  expect(await refused(repo, 'not_found', tool, args)).toContain('git tracks no file');
  expect(questions.slice(asked)).toEqual([]);
  expect(repo.read('a.txt')).toBe('changed\n');
});

describe('places', () => {
  test('a repository whose files are in another folder is refused', async () => {
    const repo = started();
    repo.git('config', 'core.worktree', server.root);
    const text = await refused(repo, 'unsupported', 'git_commit', { all: true, message: 'everything deleted' });
    expect(text).toContain('core.worktree');
  });

  test('a relative work tree of a bare repository starts beside its .git file', async () => {
    const from = started();
    const hub = new Repo(path.join(server.root, 'hub'));
    from.git('clone', '--quiet', '--bare', from.folder, hub.at('.bare'));
    hub.write('.git', 'gitdir: ./.bare\n');
    await ok(hub, 'git_worktree', { action: 'add', path: 'tree', branch: 'feature' });
    expect(hub.read('tree/a.txt')).toBe('a\n');
    await ok(hub, 'git_worktree', { action: 'move', path: 'tree', to: 'moved' });
    await ok(hub, 'git_worktree', { action: 'remove', path: 'moved' });
    expect(hub.has('moved')).toBe(false);
  });

  test('the sparse folders of a work tree are those of a new one', async () => {
    const repo = make();
    repo.commit('first', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n', 'c.txt': 'c\n' });
    await ok(repo, 'git_configure', { action: 'sparse_checkout', folders: ['in'] });
    await ok(repo, 'git_worktree', { action: 'add', path: '../sparse-tree', branch: 'sparse' });
    const tree = new Repo(path.join(server.root, 'sparse-tree'));
    expect([tree.has('in/a.txt'), tree.has('c.txt'), tree.has('out/b.txt')]).toEqual([true, true, false]);
    expect(tree.git('sparse-checkout', 'list')).toBe('in');
    expect(tree.git('status', '--porcelain')).toBe('');
    // Patterns may be missing although sparse checkouts are on: then every file is checked out, as by git.
    rmSync(repo.at('.git/info/sparse-checkout'));
    await ok(repo, 'git_worktree', { action: 'add', path: '../full-tree', branch: 'full' });
    expect(new Repo(path.join(server.root, 'full-tree')).git('ls-files', '--deleted')).toBe('');
  });

  test('a conflict outside of a sparse checkout is settled by deleting the file', async () => {
    const repo = make();
    repo.commit('first', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    repo.git('switch', '--quiet', '--create', 'without');
    repo.git('rm', '--quiet', 'out/b.txt');
    repo.git('commit', '--quiet', '-m', 'without');
    repo.git('switch', '--quiet', 'main');
    repo.commit('changed', { 'out/b.txt': 'changed\n' });
    repo.git('sparse-checkout', 'set', '--cone', 'in');
    await ok(repo, 'git_merge', { revisions: ['without'] });
    expect(await ok(repo, 'git_resolve', { action: 'theirs', paths: ['out/b.txt'] })).toContain('none left');
    expect(repo.git('ls-files')).toBe('in/a.txt');
    await ok(repo, 'git_resolve', { action: 'continue' });
    expect(repo.git('log', '-1', '--format=%P').split(' ')).toHaveLength(2);
  });

  test('a removal outside of a sparse checkout is staged', async () => {
    const repo = make();
    repo.commit('first', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    repo.git('sparse-checkout', 'set', '--cone', 'in');
    for (const path of ['new folder/c.txt', 'new folder/d.txt', 'new folder/e.txt']) repo.write(path, 'c\n');
    repo.git('add', '--sparse', '.');
    repo.git('commit', '--quiet', '-m', 'outside');
    rmSync(repo.at('new folder/c.txt'));
    await ok(repo, 'git_add', { files: ['new folder/c.txt'] });
    expect(repo.git('status', '--porcelain')).toBe('D  "new folder/c.txt"');
    rmSync(repo.at('new folder'), { recursive: true });
    await ok(repo, 'git_add', { files: ['new folder'] });
    expect(repo.git('diff', '--cached', '--name-status')).toMatch(/^(D\tnew folder\/.\.txt\n?){3}$/);
  });

  test('a new repository gets the folders above it, and a refused work tree leaves none', async () => {
    const repo = started();
    await ok(repo, 'git_create', { what: 'repository', name: path.join(server.root, 'some/new/place') });
    expect(existsSync(path.join(server.root, 'some/new/place/.git'))).toBe(true);
    await refused(repo, 'conflict', 'git_worktree', { action: 'add', path: '../refused', branch: 'main' });
    expect(existsSync(path.join(server.root, 'refused'))).toBe(false);
  });
});

test('a rebase leaves out what is upstream already and was reverted there, as git does', async () => {
  const repo = started();
  const twin = make();
  for (const one of [repo, twin]) {
    if (one === twin) one.commit('first', { 'a.txt': 'a\n' });
    one.git('switch', '--quiet', '--create', 'topic');
    one.commit('change', { 'b.txt': 'b\n' });
    one.commit('own', { 'c.txt': 'c\n' });
    one.git('switch', '--quiet', 'main');
    one.commit('other', { 'd.txt': 'd\n' });
    one.git('cherry-pick', 'topic~1');
    one.git('revert', '--no-edit', 'HEAD');
    one.git('switch', '--quiet', 'topic');
  }
  expect(await ok(repo, 'git_rebase', { onto: 'main' })).toContain(
    'rebased 1 commit onto main, left out 1 commit whose changes are there already',
  );
  twin.git('rebase', '--quiet', 'main');
  expect(repo.git('rev-parse', 'HEAD^{tree}')).toBe(twin.git('rev-parse', 'HEAD^{tree}'));
  expect(repo.has('b.txt')).toBe(false);
});

test('a minified line is cut in blame', async () => {
  const repo = make();
  repo.commit('first', { 'app.js': `${'var a=1;'.repeat(50_000)}\n${numbered(2)}` });
  const text = await ok(repo, 'git_blame', { path: 'app.js' });
  expect(text.length).toBeLessThan(2_000);
  expect(text).toContain('(400000 characters)');
});

test('the same day as start and end of a log means all of it', async () => {
  const repo = make();
  for (const time of ['2026-05-31T12:00:00', '2026-06-01T12:00:00', '2026-06-02T12:00:00'])
    repo.bytes(['commit', '--quiet', '--allow-empty', '-m', time], undefined, {
      GIT_AUTHOR_DATE: time,
      GIT_COMMITTER_DATE: time,
    });
  const text = await ok(repo, 'git_log', { start_timestamp: '2026-06-01', end_timestamp: '2026-06-01' });
  expect(text).toMatch(/^\[1 commit\]\n.*: 2026-06-01T12:00:00/);
});
