import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shared, undoId } from './shared.ts';
import { start, temporaryFolder } from './start.ts';
import { Repo, world } from './world.ts';

const server = shared();
const { ok, refused, repo: make } = server;

describe('a bare repository with work trees', () => {
  const withTrees = () => {
    const source = make();
    source.commit('first', { 'a.txt': 'a\n' });
    const top = path.join(server.root, `project${Math.random().toString(36).slice(2)}`);
    mkdirSync(top);
    source.git('clone', '--quiet', '--bare', '.', path.join(top, '.bare'));
    const repo = new Repo(top);
    repo.write('.git', 'gitdir: ./.bare\n');
    repo.git('worktree', 'add', '--quiet', 'main');
    return { repo, main: new Repo(path.join(top, 'main')) };
  };

  test('its folder is not taken for a work tree, and nothing is committed there', async () => {
    const { repo, main } = withTrees();
    const head = main.git('rev-parse', 'HEAD');
    for (const [tool, args] of [
      ['git_status', {}],
      ['git_add', { files: ['.'] }],
      ['git_commit', { message: 'x', all: true }],
      ['git_reset', { mode: 'hard' }],
    ] as const)
      expect(await refused(repo, 'unsupported', tool, args)).toContain('git_worktree lists them');
    expect(main.git('rev-parse', 'HEAD')).toBe(head);
    expect(repo.git('worktree', 'list')).toContain('/main ');
    expect(await ok(repo, 'git_log')).toContain('first');
    expect(await ok(repo, 'git_worktree')).toContain(main.folder);
  });

  test('its work trees are used as any other', async () => {
    const { main } = withTrees();
    main.write('b.txt', 'b\n');
    await ok(main, 'git_commit', { message: 'second', paths: ['b.txt'] });
    expect(main.git('log', '--format=%s')).toBe('second\nfirst');
    expect(await ok(main, 'git_status')).toBe('[main, clean]');
  });
});

describe('folders without a repository at their top', () => {
  test('says how far it looked, and which folders it left out', async () => {
    const [root, other] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(path.join(root, 'a', 'b', 'c', '.git'), { recursive: true });
    const session = await start([root, other]);
    const none = await session.call('git_brief');
    expect(none.text).toContain('[no repositories in the allowed folders and 2 levels below]');
    mkdirSync(path.join(root, 'full'));
    for (let i = 0; i <= 5_000; i++) mkdirSync(path.join(root, 'full', String(i)));
    const full = await session.call('git_brief');
    expect(full.text).toContain(', 1 folder not searched: too many entries, or not readable]');
  });

  test('a list says that deeper folders were not searched, where there are any', async () => {
    const root = temporaryFolder();
    const deep = path.join(root, 'a', 'b', 'c');
    for (const folder of [path.join(root, 'shallow', 'src', 'lib', 'deep'), path.join(root, 'a', 'b', 'node_modules')])
      mkdirSync(folder, { recursive: true });
    const shallow = new Repo(path.join(root, 'shallow'));
    shallow.git('init', '--quiet');
    const session = await start([root]);
    const list = async () => (await session.call('git_brief')).text;
    // What is inside a repository belongs to it.
    expect(await list()).toMatch(/^\[1 repository, give one as repo_path\]\n\S+shallow \S+$/);
    mkdirSync(deep);
    new Repo(deep).git('init', '--quiet');
    expect(new Repo(deep).git('rev-parse', '--show-toplevel')).toBe(deep);
    expect(await list()).toMatch(
      /^\[1 repository, folders more than 2 levels down not searched, give one as repo_path\]\n\S+shallow \S+$/,
    );
    rmSync(path.join(deep, '.git'), { recursive: true });
    rmSync(deep, { recursive: true });
    expect(await list()).toMatch(/^\[1 repository, give one as repo_path\]/);
  });
});

describe('linked work trees', () => {
  test('the folders above a new one are made', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const text = await ok(repo, 'git_create', { what: 'worktree', name: '.worktrees/deep/x', branch: 'f' });
    expect(text).toContain(repo.at('.worktrees/deep/x'));
    expect(repo.git('worktree', 'list', '--porcelain')).toContain(`worktree ${repo.at('.worktrees/deep/x')}\n`);
  });

  test('add, commit in it, move, remove; what was not committed comes back', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n', '.gitignore': '*.log\n' });
    await ok(repo, 'git_worktree', { action: 'add', path: '../beside', branch: 'side' });
    const tree = new Repo(path.join(server.root, 'beside'));
    expect(tree.git('symbolic-ref', 'HEAD')).toBe('refs/heads/side');
    expect(tree.read('.git')).toContain(`${repo.folder}/.git/worktrees/`);
    await ok(repo, 'git_worktree', { action: 'move', path: 'beside', to: '../moved/there' });
    const moved = new Repo(path.join(server.root, 'moved/there'));
    moved.write('a.txt', 'not committed\n');
    moved.write('new.txt', 'new\n');
    moved.git('add', 'a.txt');
    moved.write('a.txt', 'and more\n');
    const before = moved.git('status', '--porcelain');
    const removed = await ok(repo, 'git_worktree', { action: 'remove', path: moved.folder });
    expect(server.questions.at(-1)).toContain('2 files are not committed: a.txt, new.txt.');
    expect(moved.has('a.txt')).toBe(false);
    await ok(repo, 'git_undo', { snapshot: undoId(removed) });
    expect(moved.git('status', '--porcelain')).toBe(before);
    expect(moved.read('a.txt')).toBe('and more\n');
    expect(moved.read('new.txt')).toBe('new\n');
    expect(moved.git('show', ':a.txt')).toBe('not committed');
    expect(moved.git('symbolic-ref', 'HEAD')).toBe('refs/heads/side');
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('');
  });

  test('removing one asks about commits without a branch, and about a merge in progress', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('worktree', 'add', '--quiet', '--detach', '../detached');
    const tree = new Repo(path.join(server.root, 'detached'));
    const only = tree.commit('only here', { 'b.txt': 'b\n' });
    // Its own HEAD is not what keeps a commit.
    await ok(tree, 'git_reset', { mode: 'soft', target: 'HEAD~1' });
    expect(server.questions.at(-1)).toContain(`1 commit will be on no branch:\n  ${only.slice(0, 9)}`);
    tree.git('reset', '--quiet', '--soft', only);
    const removed = await ok(repo, 'git_worktree', { action: 'remove', path: tree.folder });
    expect(server.questions.at(-1)).toContain(`1 commit will be on no branch:\n  ${only.slice(0, 9)}`);
    expect(removed).toContain(`${only.slice(0, 9)} is on no branch`);
    await ok(repo, 'git_undo', { snapshot: undoId(removed) });
    expect(tree.git('rev-parse', 'HEAD')).toBe(only);
    tree.git('checkout', '--quiet', '-b', 'merging');
    repo.commit('clash', { 'b.txt': 'other\n' });
    tree.attempt(['merge', 'main']);
    const state = tree.git('status', '--porcelain=v2');
    const again = await ok(repo, 'git_worktree', { action: 'remove', path: tree.folder });
    expect(server.questions.at(-1)).toContain('A merge is in progress in it.');
    await ok(repo, 'git_undo', { snapshot: undoId(again) });
    expect(tree.git('status', '--porcelain=v2')).toBe(state);
    expect(tree.git('rev-parse', 'MERGE_HEAD')).toBe(repo.git('rev-parse', 'HEAD'));
  });

  test('a snapshot of one work tree is not put into another', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('worktree', 'add', '--quiet', '../second-tree', '-b', 'second');
    repo.write('a.txt', 'changed\n');
    const text = await ok(repo, 'git_reset', { mode: 'hard' });
    const other = path.join(server.root, 'second-tree');
    expect(await refused(other, 'conflict', 'git_undo', { snapshot: undoId(text) })).toContain(repo.folder);
    await ok(repo, 'git_undo', { snapshot: undoId(text) });
    expect(repo.read('a.txt')).toBe('changed\n');
  });

  test('a work tree or submodule alone is enough, when its git directory names it', async () => {
    const { root, repo, outside } = world();
    const tree = path.join(outside, 'tree');
    repo.git('worktree', 'add', '--quiet', tree, '-b', 'side');
    const session = await start([tree], { answer: () => 'accept', flags: ['--toolsets', 'all'] });
    const inTree = new Repo(tree);
    expect((await session.call('git_status')).text).toBe('[side, clean]');
    inTree.write('a.txt', 'x\n');
    expect((await session.call('git_commit', { message: 'alone', paths: ['a.txt'] })).isError).toBe(false);
    expect(repo.git('log', '-1', '--format=%s', 'side')).toBe('alone');
    const above = await session.call('git_status', { repo_path: repo.folder });
    expect(above).toMatchObject({ isError: true, code: 'denied' });
    expect(above.text).toContain(`Allowed: "${tree}".`);
    expect(above.text).not.toContain('.git"');
    // A relative path is never one in the git directory.
    const inside = await session.call('git_status', { repo_path: 'refs' });
    expect(inside.text).toBe('"refs" does not exist.');
    inTree.write('sub/b.txt', 'b\n');
    expect((await session.call('git_status', { repo_path: 'sub' })).text).toContain('1 untracked');
    const inGit = await session.call('git_clone', { url: tree, path: repo.at('.git/evil') });
    expect(inGit.isError).toBe(true);
    expect(repo.has('.git/evil')).toBe(false);
    expect(root).toBeTruthy();
  });

  test('a .git file that another work tree owns opens nothing', async () => {
    const { repo, outside } = world();
    repo.git('worktree', 'add', '--quiet', path.join(outside, 'tree'), '-b', 'side');
    const planted = temporaryFolder();
    new Repo(planted).write('.git', `gitdir: ${repo.folder}/.git/worktrees/tree\n`);
    const session = await start([planted]);
    const answer = await session.call('git_log');
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
  });
});

test('a folder inside a repository says which folder to start the server with', async () => {
  const { repo } = world();
  const session = await start([repo.at('sub')]);
  const answer = await session.call('git_status');
  expect(answer).toMatchObject({ isError: true, code: 'not_found' });
  expect(answer.text).toContain(`Start the server with "${repo.folder}"`);
});

describe('what is left or lost on the way', () => {
  test('leaving commits that no branch has names them', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('checkout', '--quiet', '--detach');
    const lost = repo.commit('on no branch', { 'b.txt': 'b\n' });
    const text = await ok(repo, 'git_checkout', { branch_name: 'main' });
    expect(text).toContain('Left behind 1 commit');
    expect(text).toContain(`base_branch: "${lost.slice(0, 9)}"`);
    expect(await ok(repo, 'git_checkout', { branch_name: lost })).not.toContain('Left behind');
    repo.git('branch', 'kept');
    expect(await ok(repo, 'git_checkout', { branch_name: 'main' })).not.toContain('Left behind');
  });

  test('"-" and "@{-1}" are the branch before', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('switch', '--quiet', '--create', 'topic');
    for (const [name, on] of [
      ['@{-1}', 'main'],
      ['-', 'topic'],
      ['-', 'main'],
    ] as const) {
      await ok(repo, 'git_checkout', { branch_name: name });
      expect(repo.git('symbolic-ref', 'HEAD')).toBe(`refs/heads/${on}`);
    }
    // Other tools take them as well, and a merge is named as git names it.
    const tip = repo.commit('more', { 'b.txt': 'b\n' });
    await ok(repo, 'git_checkout', { branch_name: 'topic' });
    repo.commit('aside', { 'c.txt': 'c\n' });
    expect(await ok(repo, 'git_log', { revision: '-' })).toContain(tip.slice(0, 9));
    await ok(repo, 'git_merge', { revisions: ['-'] });
    expect(repo.git('log', '-1', '--format=%s')).toBe("Merge branch 'main' into topic");
    expect(await refused(repo, 'not_found', 'git_checkout', { branch_name: '@{-40}' })).toContain('before');
    expect(await refused(repo, 'not_found', 'git_log', { revision: '@{u}' })).toContain('follows no branch');
  });

  test('a stash of another branch is asked about, or named by its id', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('worktree', 'add', '--quiet', '../stash-tree', '-b', 'b');
    const other = new Repo(path.join(server.root, 'stash-tree'));
    repo.write('a.txt', 'of main\n');
    await ok(repo, 'git_stash', { action: 'push' });
    const mine = repo.git('rev-parse', 'stash@{0}');
    other.write('a.txt', 'of b\n');
    await ok(other, 'git_stash', { action: 'push' });
    server.answer = 'decline';
    await refused(repo, 'denied', 'git_stash', { action: 'pop' });
    server.answer = 'accept';
    expect(server.questions.at(-1)).toContain('made on b');
    expect(repo.git('stash', 'list').split('\n')).toHaveLength(2);
    await ok(repo, 'git_stash', { action: 'pop', stash: mine.slice(0, 9) });
    expect(repo.read('a.txt')).toBe('of main\n');
    expect(repo.git('stash', 'list').split('\n')).toHaveLength(1);
    await ok(other, 'git_stash', { action: 'pop', stash: 0 });
    expect(other.read('a.txt')).toBe('of b\n');
    // A detached HEAD is another place as well, in both directions.
    other.git('stash', 'push', '--quiet');
    other.git('checkout', '--quiet', '--detach');
    server.answer = 'decline';
    await refused(other, 'denied', 'git_stash', { action: 'pop' });
    expect(server.questions.at(-1)).toMatch(/made on b, on a detached HEAD\?/);
    other.write('a.txt', 'of no branch\n');
    other.git('stash', 'push', '--quiet');
    repo.git('checkout', '--quiet', '--', 'a.txt');
    await refused(repo, 'denied', 'git_stash', { action: 'apply' });
    expect(server.questions.at(-1)).toMatch(/made on a detached HEAD, on the branch main\?/);
    server.answer = 'accept';
    const asked = server.questions.length;
    await ok(other, 'git_stash', { action: 'pop' });
    expect(other.read('a.txt')).toBe('of no branch\n');
    expect(server.questions).toHaveLength(asked);
  });

  test.each([
    ['a folder where a file was', (repo: Repo) => (rmSync(repo.at('config')), repo.write('config/prod.yml', 'work\n'))],
    [
      'a file where a folder was',
      (repo: Repo) => (rmSync(repo.at('folder'), { recursive: true }), repo.write('folder', 'work\n')),
    ],
  ])('undo puts back %s', async (_name, change) => {
    const repo = make();
    repo.commit('first', { config: 'file\n', 'folder/x.txt': 'x\n', '.gitignore': '*.log\n' });
    repo.git('branch', 'gone');
    change(repo);
    const state = () => repo.git('status', '--porcelain', '--untracked-files=all');
    const before = state();
    const text = await ok(repo, 'git_delete', { what: 'branch', name: 'gone' });
    await ok(repo, 'git_undo', { snapshot: undoId(text) });
    expect(state()).toBe(before);
    const kept = repo.has('config/prod.yml') ? repo.read('config/prod.yml') : repo.read('folder');
    expect(kept).toBe('work\n');
    expect(repo.git('rev-parse', 'gone')).toBe(repo.git('rev-parse', 'main'));
  });

  test('an ignored file in the way of an undo is kept', async () => {
    const repo = make();
    repo.commit('first', { config: 'file\n', '.gitignore': '*.log\n', 'b.txt': 'b\n' });
    repo.write('b.txt', 'changed\n');
    const first = await ok(repo, 'git_reset', { mode: 'hard' });
    rmSync(repo.at('config'));
    repo.write('config/only.log', 'nowhere else\n');
    const undone = await ok(repo, 'git_undo', { snapshot: undoId(first) });
    expect(repo.read('config')).toBe('file\n');
    await ok(repo, 'git_undo', { snapshot: undoId(undone) });
    expect(repo.read('config/only.log')).toBe('nowhere else\n');
  });
});
