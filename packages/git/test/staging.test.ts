import { chmodSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hunkIds, shared, undoId } from './shared.ts';
import { numbered, Repo } from './world.ts';

const server = shared();
const { ok, refused, repo: make } = server;

describe('hunks and lines', () => {
  const block = 'start\na\nb\nc\nend\n';
  const three = (middle: string) => block.replace('b', middle).repeat(3);

  test('equal hunks have different ids, and each is staged at its own place', async () => {
    for (const chosen of [0, 1, 2]) {
      const repo = make();
      repo.commit('first', { 'a.txt': `${numbered(4)}${block}${numbered(6)}`.repeat(3) });
      repo.write('a.txt', `${numbered(4)}${block.replace('b', 'b\nnew')}${numbered(6)}`.repeat(3));
      const ids = hunkIds(await ok(repo, 'git_diff_unstaged'));
      expect(new Set(ids).size).toBe(3);
      await ok(repo, 'git_add', { hunks: [ids[chosen]] });
      const old = `${numbered(4)}${block}${numbered(6)}`;
      const parts = [old, old, old];
      parts[chosen] = `${numbered(4)}${block.replace('b', 'b\nnew')}${numbered(6)}`;
      expect(repo.bytes(['show', ':a.txt']).toString()).toBe(parts.join(''));
      // The other ids hold while hunks are staged one after the other.
      await ok(repo, 'git_add', { hunks: [ids[(chosen + 1) % 3]] });
      expect(repo.git('diff', '--cached', '--numstat')).toMatch(/^2\t0\t/);
      const staged = hunkIds(await ok(repo, 'git_diff_staged'));
      expect(new Set(staged).size).toBe(2);
      await ok(repo, 'git_reset', { hunks: [staged[0]] });
      await ok(repo, 'git_reset', { hunks: [staged[1]] });
      expect(repo.git('diff', '--cached')).toBe('');
    }
    expect(three('x')).toContain('x');
  });

  test('one of several deleted lines is staged by its number in the old file', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': numbered(10) });
    repo.write('a.txt', '1\n2\n6\n7\n8\n9\n10\n');
    await ok(repo, 'git_add', { lines: [{ path: 'a.txt', from: 4, to: 4, removed: true }] });
    expect(repo.bytes(['show', ':a.txt']).toString()).toBe('1\n2\n3\n5\n6\n7\n8\n9\n10\n');
    await ok(repo, 'git_reset', { lines: [{ path: 'a.txt', from: 4, to: 4, removed: true }] });
    expect(repo.git('diff', '--cached')).toBe('');
    await refused(repo, 'not_found', 'git_add', { lines: [{ path: 'a.txt', from: 8, to: 9, removed: true }] });
  });

  test('a removed line is staged without the line that came in its place', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': '1\n2\n3\n4\n' });
    repo.write('a.txt', '1\ntwo\nthree\n4\n');
    await ok(repo, 'git_add', { lines: [{ path: 'a.txt', from: 3, to: 3, removed: true }] });
    expect(repo.git('show', ':a.txt')).toBe('1\n2\n4');
    await ok(repo, 'git_reset', { lines: [{ path: 'a.txt', from: 3, to: 3, removed: true }] });
    expect(repo.git('diff', '--cached')).toBe('');
    await ok(repo, 'git_add', { lines: [{ path: 'a.txt', from: 3, to: 3 }] });
    expect(repo.git('show', ':a.txt')).toBe('1\n2\nthree\n4');
  });

  test('some lines of a removed, a new and a renamed file are staged and unstaged', async () => {
    const repo = make();
    repo.commit('first', { 'gone.txt': '1\n2\n3\n', 'old.txt': numbered(40) });
    rmSync(repo.at('gone.txt'));
    await ok(repo, 'git_add', { lines: [{ path: 'gone.txt', from: 2, to: 2, removed: true }] });
    expect(repo.git('show', ':gone.txt')).toBe('1\n3');
    repo.write('new.txt', 'a\nb\nc\n');
    repo.git('mv', 'old.txt', 'moved.txt');
    repo.write('moved.txt', numbered(40, { 3: 'three', 30: 'thirty' }));
    repo.git('add', 'new.txt', 'moved.txt');
    await ok(repo, 'git_reset', { lines: [{ path: 'new.txt', from: 2, to: 2 }] });
    expect(repo.git('show', ':new.txt')).toBe('a\nc');
    await ok(repo, 'git_reset', { lines: [{ path: 'moved.txt', from: 3, to: 3 }] });
    expect(repo.bytes(['show', ':moved.txt']).toString()).toBe(numbered(40, { 30: 'thirty' }));
    expect(repo.git('ls-files')).toBe('gone.txt\nmoved.txt\nnew.txt');
  });

  test('a hunk of a staged rename is unstaged, and the file stays renamed', async () => {
    const repo = make();
    repo.commit('first', { 'old.txt': numbered(40) });
    repo.git('mv', 'old.txt', 'new name.txt');
    repo.write('new name.txt', numbered(40, { 5: 'five', 35: 'thirty-five' }));
    repo.git('add', '.');
    const [first] = hunkIds(await ok(repo, 'git_diff_staged'));
    await ok(repo, 'git_reset', { hunks: [first] });
    expect(repo.bytes(['show', ':new name.txt']).toString()).toBe(numbered(40, { 35: 'thirty-five' }));
    expect(repo.git('diff', '--cached', '--name-status', '-M')).toMatch(/^R\d+\told\.txt\tnew name\.txt$/);
  });
});

describe('what is staged and unstaged', () => {
  test('parts that were staged line by line come back after unstaging everything', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': numbered(10), 'b.txt': 'b\n' });
    repo.write('a.txt', numbered(10, { 2: 'two', 8: 'eight' }));
    await ok(repo, 'git_add', { lines: [{ path: 'a.txt', from: 2, to: 2 }] });
    const before = repo.git('ls-files', '--stage');
    const text = await ok(repo, 'git_reset');
    expect(repo.git('diff', '--cached')).toBe('');
    await ok(repo, 'git_undo', { snapshot: undoId(text) });
    expect(repo.git('ls-files', '--stage')).toBe(before);
    repo.git('reset', '--quiet');
    repo.git('add', 'a.txt');
    expect(undoId(await ok(repo, 'git_reset'))).toBe('');
  });

  test('an embedded repository is called what it is', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const inner = new Repo(repo.at('inner'));
    repo.git('init', '--quiet', '--initial-branch=main', inner.folder);
    inner.commit('inner', { 'x.txt': 'x\n' });
    repo.write('b.txt', 'b\n');
    const note = 'inner is a separate git repository: only its commit is recorded';
    expect(await ok(repo, 'git_add', { files: ['.'] })).toContain(note);
    repo.git('reset', '--quiet');
    expect(await ok(repo, 'git_commit', { message: 'with it', paths: ['inner'] })).toContain(note);
    expect(repo.git('ls-tree', 'HEAD', 'inner')).toContain(`160000 commit ${inner.git('rev-parse', 'HEAD')}`);
    expect(await refused(repo, 'conflict', 'git_add', { files: ['inner/x.txt'] })).toContain('repo_path');
    repo.git('init', '--quiet', repo.at('without'));
    const refusal = await refused(repo, 'conflict', 'git_add', { files: ['.'] });
    expect(refusal).toContain('"without/" is a separate git repository without a commit');
    expect(repo.git('status', '--porcelain')).toBe('?? b.txt\n?? without/');
  });

  test('a file outside of a sparse checkout is staged', async () => {
    const repo = make();
    repo.commit('first', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    repo.git('sparse-checkout', 'set', 'in');
    repo.write('out/new.txt', 'new\n');
    await ok(repo, 'git_add', { files: ['out/new.txt'] });
    expect(repo.git('diff', '--cached', '--name-only')).toBe('out/new.txt');
  });

  test('discarding from a commit names the files that it changes', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'one\n', 'b.txt': 'b\n' });
    repo.commit('second', { 'a.txt': 'two\n' });
    expect(await ok(repo, 'git_reset', { mode: 'discard', target: 'HEAD~1', paths: ['.'] })).toMatch(
      /^\[took a\.txt from [0-9a-f]{9}, undo: /,
    );
    expect(repo.read('a.txt')).toBe('one\n');
    // What is changed and no different from the commit is only discarded.
    const again = await ok(repo, 'git_reset', { mode: 'discard', target: 'HEAD~1', paths: ['a.txt'] });
    expect(again).toMatch(/^\[discarded the changes in a\.txt, undo: /);
    expect(server.questions.at(-1)).toBe('Discard the changes in a.txt? A snapshot is kept for git_undo.');
    repo.git('rm', '--quiet', '--cached', 'b.txt');
    expect(await refused(repo, 'conflict', 'git_reset', { mode: 'discard', paths: ['b.txt'] })).toContain('is staged');
  });

  test('what is in conflict is not discarded, and nothing is asked', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('switch', '--quiet', '--create', 'topic');
    repo.commit('topic', { 'a.txt': 'topic\n' });
    repo.git('switch', '--quiet', 'main');
    repo.commit('main', { 'a.txt': 'main\n' });
    repo.attempt(['merge', 'topic']);
    const asked = server.questions.length;
    expect(await refused(repo, 'conflict', 'git_reset', { mode: 'discard', paths: ['.'] })).toContain('a.txt');
    expect(server.questions.length).toBe(asked);
    expect(repo.git('status', '--porcelain')).toBe('UU a.txt');
  });
});

describe('git_commit', () => {
  test('paths commits these files and leaves what else is staged', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone.txt': 'x\n' });
    repo.write('a.txt', 'A\n');
    repo.write('b.txt', 'B\n');
    repo.write('new.txt', 'new\n');
    repo.git('rm', '--quiet', '--cached', 'gone.txt');
    repo.git('add', 'b.txt');
    await ok(repo, 'git_commit', { message: 'some', paths: ['a.txt', 'new.txt'] });
    expect(repo.git('show', '--name-status', '--format=%s', 'HEAD').split('\n').filter(Boolean)).toEqual([
      'some',
      'M\ta.txt',
      'A\tnew.txt',
    ]);
    expect(repo.git('diff', '--cached', '--name-only')).toBe('b.txt\ngone.txt');
    await refused(repo, 'conflict', 'git_commit', { message: 'none', paths: ['a.txt'] });
  });

  test('all commits every tracked change', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    repo.write('a.txt', 'A\n');
    repo.write('new.txt', 'new\n');
    await ok(repo, 'git_commit', { message: 'all', all: true });
    expect(repo.git('status', '--porcelain')).toBe('?? new.txt');
    expect(await refused(repo, 'conflict', 'git_commit', { message: 'nothing' })).toContain('New files are staged');
  });

  test('amend replaces the last commit and is undone', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const before = repo.commit('second', { 'a.txt': 'b\n' });
    repo.write('a.txt', 'c\n');
    chmodSync(repo.at('a.txt'), 0o755);
    repo.git('add', 'a.txt');
    const text = await ok(repo, 'git_commit', { amend: true });
    expect(repo.git('log', '--format=%s')).toBe('second\nfirst');
    expect(repo.git('show', 'HEAD:a.txt')).toBe('c');
    await ok(repo, 'git_undo', { snapshot: undoId(text) });
    expect(repo.git('rev-parse', 'HEAD')).toBe(before);
    expect(repo.git('diff', '--cached', '--name-only')).toBe('a.txt');
    await refused(repo, 'invalid', 'git_commit', {});
  });
});
