import { chmodSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shared, undoId } from './shared.ts';
import { numbered, Repo } from './world.ts';

const server = shared();
const { ok, refused, repo: make } = server;

/** Commits that each add a file, oldest first. */
const line = (...names: string[]): { repo: Repo; ids: Record<string, string> } => {
  const repo = make();
  const ids = Object.fromEntries(names.map((name) => [name, repo.commit(name, { [`${name}.txt`]: `${name}\n` })]));
  return { repo, ids };
};
const subjects = (repo: Repo, range = 'HEAD'): string[] => repo.git('log', '--format=%s', range).split('\n');

describe('cherry-pick and revert', () => {
  test('ranges are picked oldest first, as git does', async () => {
    const { repo, ids } = line('base', 'one', 'two', 'three');
    repo.git('switch', '--quiet', '--create', 'other', ids['base'] ?? '');
    await ok(repo, 'git_cherry_pick', { revisions: ['main~3..main~1', 'main'] });
    expect(subjects(repo)).toEqual(['three', 'two', 'one', 'base']);
    expect(repo.git('rev-parse', 'HEAD^{tree}')).toBe(repo.git('rev-parse', 'main^{tree}'));
    await ok(repo, 'git_revert', { revisions: ['HEAD~2..HEAD'] });
    expect(repo.git('ls-files')).toBe('base.txt\none.txt');
    await refused(repo, 'not_found', 'git_cherry_pick', { revisions: ['main..main'] });
  });

  test('a merge is reverted with mainline, and without it the answer says so', async () => {
    const { repo } = line('base');
    repo.git('switch', '--quiet', '--create', 'topic');
    repo.commit('topic', { 't.txt': 't\n' });
    repo.git('switch', '--quiet', 'main');
    repo.commit('more', { 'm.txt': 'm\n' });
    repo.git('merge', '--quiet', '--no-edit', 'topic');
    expect(await refused(repo, 'invalid', 'git_revert', { revisions: ['HEAD'] })).toContain('mainline');
    expect(await refused(repo, 'invalid', 'git_revert', { revisions: ['HEAD'], mainline: 3 })).toContain('no parent 3');
    await ok(repo, 'git_revert', { revisions: ['HEAD'], mainline: 1 });
    expect(repo.has('t.txt')).toBe(false);
  });

  test('merges several branches with one commit', async () => {
    const { repo } = line('base');
    for (const name of ['a', 'b']) {
      repo.git('switch', '--quiet', '--create', name, 'main');
      repo.commit(name, { [`${name}.txt`]: 'x\n' });
    }
    repo.git('switch', '--quiet', 'main');
    repo.commit('more', { 'm.txt': 'm\n' });
    await ok(repo, 'git_merge', { revisions: ['a', 'b'] });
    expect(repo.git('log', '-1', '--format=%s %p').split(' ').slice(-3)).toHaveLength(3);
    expect(repo.git('log', '-1', '--format=%s')).toBe("Merge branches 'a' and 'b'");
    expect(repo.git('ls-files')).toBe('a.txt\nb.txt\nbase.txt\nm.txt');
  });
});

test('what is staged without a commit is not called nothing', async () => {
  const { repo } = line('base');
  repo.git('switch', '--quiet', '--create', 'topic');
  repo.commit('topic', { 't.txt': 't\n' });
  repo.git('switch', '--quiet', 'main');
  repo.commit('main', { 'm.txt': 'm\n' });
  const ways: [tool: string, args: Record<string, unknown>, left: string][] = [
    ['git_merge', { revisions: ['topic'], squash: true }, ''],
    ['git_merge', { revisions: ['topic'], no_commit: true }, 'MERGE_HEAD'],
    ['git_cherry_pick', { revisions: ['topic'], no_commit: true }, ''],
    ['git_revert', { revisions: ['HEAD'], no_commit: true }, 'REVERT_HEAD'],
  ];
  for (const [tool, args, left] of ways) {
    const text = await ok(repo, tool, args);
    expect(text).toMatch(/^\[(merged|picked|reverted) .*not committed, main\]$/);
    expect(repo.git('diff', '--cached', '--name-only')).toBe(tool === 'git_revert' ? 'm.txt' : 't.txt');
    if (left !== '') expect(repo.has(`.git/${left}`)).toBe(true);
    repo.attempt([tool === 'git_revert' ? 'revert' : 'cherry-pick', '--quit']);
    repo.git('reset', '--quiet', '--hard');
  }
  expect(await ok(repo, 'git_merge', { revisions: ['HEAD~1'] })).toContain('nothing to do');
  for (const way of [{ no_commit: true }, { squash: true }])
    expect(await ok(repo, 'git_merge', { revisions: ['HEAD~1'], ...way })).toBe('[merged HEAD~1: nothing to do, main]');
});

test('an octopus of three that conflict changes nothing, and two leave a conflict to resolve', async () => {
  const { repo } = line('base');
  for (const name of ['x', 'y', 'z']) {
    repo.git('switch', '--quiet', '--create', name, 'main');
    repo.commit(name, { 'a.txt': `${name}\n` });
  }
  repo.git('switch', '--quiet', 'main');
  const head = repo.commit('main', { 'm.txt': 'm\n' });
  expect(await refused(repo, 'conflict', 'git_merge', { revisions: ['x', 'y', 'z'] })).toContain('one by one');
  expect(repo.git('status', '--porcelain')).toBe('');
  expect(await ok(repo, 'git_merge', { revisions: ['x', 'y'] })).toContain('1 conflict: a.txt');
  await ok(repo, 'git_resolve', { action: 'theirs', paths: ['a.txt'] });
  await ok(repo, 'git_resolve', { action: 'continue' });
  expect(repo.git('rev-parse', 'HEAD^@').split('\n')).toEqual([head, ...repo.git('rev-parse', 'x', 'y').split('\n')]);
  expect(repo.read('a.txt')).toBe('y\n');
});

describe('editing history', () => {
  test('the very first commit is reworded', async () => {
    const { repo, ids } = line('one', 'two');
    const tree = repo.git('rev-parse', 'HEAD^{tree}');
    const text = await ok(repo, 'git_rebase', {
      steps: [{ commit: ids['one'], action: 'reword', message: 'The first' }, { commit: ids['two'] }],
    });
    expect(subjects(repo)).toEqual(['two', 'The first']);
    expect(repo.git('rev-parse', 'HEAD^{tree}')).toBe(tree);
    await ok(repo, 'git_undo', { snapshot: undoId(text) });
    expect(repo.git('rev-parse', 'HEAD')).toBe(ids['two']);
  });

  test('a commit below a merge is reworded, and the merge stays one', async () => {
    const { repo, ids } = line('base', 'below');
    repo.git('switch', '--quiet', '--create', 'topic');
    const aside = repo.commit('aside', { 't.txt': 't\n' });
    repo.git('switch', '--quiet', 'main');
    repo.commit('main', { 'm.txt': 'm\n' });
    repo.git('merge', '--quiet', '--no-edit', 'topic');
    repo.commit('after', { 'z.txt': 'z\n' });
    const tree = repo.git('rev-parse', 'HEAD^{tree}');
    await ok(repo, 'git_rebase', {
      steps: [
        { commit: ids['below'], action: 'reword', message: 'Better' },
        { commit: aside, action: 'reword', message: 'Beside' },
      ],
    });
    expect(repo.git('rev-parse', 'HEAD^{tree}')).toBe(tree);
    expect(subjects(repo, '--first-parent')).toEqual(['after', "Merge branch 'topic'", 'main', 'Better', 'base']);
    expect(subjects(repo, 'HEAD~1^2')).toEqual(['Beside', 'Better', 'base']);
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('');
  });

  test('a commit is split where an edit step stops', async () => {
    const { repo, ids } = line('base');
    const big = repo.commit('both', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const last = repo.commit('last', { 'c.txt': 'c\n' });
    const stopped = await ok(repo, 'git_rebase', { steps: [{ commit: big, action: 'edit' }, { commit: last }] });
    expect(stopped).toContain('git_reset {mode: "mixed", target: "HEAD~1"}');
    await ok(repo, 'git_reset', { mode: 'mixed', target: 'HEAD~1' });
    await ok(repo, 'git_commit', { message: 'a', paths: ['a.txt'] });
    await ok(repo, 'git_commit', { message: 'b', paths: ['b.txt'] });
    await ok(repo, 'git_resolve', { action: 'continue' });
    expect(subjects(repo)).toEqual(['last', 'b', 'a', 'base']);
    expect(repo.git('merge-base', 'HEAD', ids['base'] ?? '')).toBe(ids['base']);
  });

  test('autosquash puts fixups where git does', async () => {
    const { repo } = line('base', 'one', 'two');
    repo.write('one.txt', 'ONE\n');
    repo.git('add', '.');
    repo.git('commit', '--quiet', '--fixup', 'HEAD~1');
    const oracle = new Repo(`${server.root}/oracle-autosquash`);
    repo.git('clone', '--quiet', '.', oracle.folder);
    oracle.attempt(['rebase', '-i', '--autosquash', 'HEAD~3'], { GIT_SEQUENCE_EDITOR: ':' });
    await ok(repo, 'git_rebase', { onto: 'HEAD~3', autosquash: true });
    expect(subjects(repo)).toEqual(subjects(oracle));
    expect(repo.git('log', '--format=%T')).toBe(oracle.git('log', '--format=%T'));
  });

  test.each([{ onto: 'base' }, { steps: true }])('branches of a stack move along: %j', async (way) => {
    const { repo, ids } = line('base', 'one');
    repo.git('branch', 'lower');
    const two = repo.commit('two', { 'two.txt': '2\n' });
    repo.git('switch', '--quiet', '--create', 'upper');
    repo.git('branch', '--quiet', 'base', ids['base'] ?? '');
    repo.git('switch', '--quiet', 'base');
    repo.commit('new base', { 'n.txt': 'n\n' });
    repo.git('switch', '--quiet', 'upper');
    await ok(repo, 'git_rebase', {
      update_refs: true,
      onto: 'base',
      ...('steps' in way && {
        steps: [{ commit: ids['one'], action: 'reword', message: 'One' }, { commit: two }],
      }),
    });
    expect(subjects(repo, 'upper')).toEqual(['two', 'steps' in way ? 'One' : 'one', 'new base', 'base']);
    expect(repo.git('rev-parse', 'lower')).toBe(repo.git('rev-parse', 'upper~1'));
  });
});

describe('a rebase of commits that others may have', () => {
  test('names the oldest of them, though newer ones are only here', async () => {
    const { repo, ids } = line('base', 'one', 'two', 'three');
    repo.git('branch', 'other', ids['base'] ?? '');
    repo.git('update-ref', 'refs/remotes/origin/main', ids['two'] ?? '');
    await ok(repo, 'git_rebase', { onto: 'other' });
    const question = server.questions.at(-1);
    expect(question).toContain('Rebase 3 commits onto other?');
    expect(question).toContain(`At least ${ids['one']?.slice(0, 9)} is on origin/main already`);
  });

  test('does not ask for a merged branch that a remote has: pushing needs no force', async () => {
    const { repo, ids } = line('base', 'one');
    repo.git('switch', '--quiet', '--create', 'side', ids['base'] ?? '');
    repo.git('update-ref', 'refs/remotes/origin/side', repo.commit('side', { 'side.txt': 'side\n' }));
    repo.git('update-ref', 'refs/remotes/origin/main', ids['base'] ?? '');
    repo.git('switch', '--quiet', 'main');
    repo.git('merge', '--quiet', '--no-edit', 'side');
    repo.git('branch', 'other', ids['base'] ?? '');
    const before = server.questions.length;
    expect(await ok(repo, 'git_rebase', { onto: 'other' })).toContain('rebased 2 commits onto other');
    expect(server.questions.slice(before)).toEqual([]);
    expect(repo.attempt(['merge-base', '--is-ancestor', 'origin/main', 'main']).code).toBe(0);
    // Control: the line of the branch itself is looked at beyond the merge.
    repo.git('reset', '--quiet', '--hard', 'ORIG_HEAD');
    repo.git('update-ref', 'refs/remotes/origin/main', ids['one'] ?? '');
    await ok(repo, 'git_rebase', { onto: repo.git('commit-tree', '-p', ids['base'] ?? '', '-m', 'x', 'main^{tree}') });
    expect(server.questions.at(-1)).toContain(`At least ${ids['one']?.slice(0, 9)} is on origin/main already`);
  });

  test('asks for an unrelated history as well', async () => {
    const { repo } = line('base', 'one');
    repo.git('update-ref', 'refs/remotes/origin/main', 'main~1');
    repo.git('update-ref', 'refs/heads/alone', repo.git('commit-tree', '-m', 'alone', repo.git('mktree')));
    const text = await ok(repo, 'git_rebase', { onto: 'alone' });
    expect(text).toContain('rebased 2 commits onto alone');
    expect(server.questions.at(-1)).toContain('Rebase 2 commits onto alone?');
    expect(subjects(repo, 'alone..main')).toEqual(['one', 'base']);
  });
});

describe('conflicts', () => {
  const clash = (): Repo => {
    const repo = make();
    repo.commit('base', { 'a.txt': numbered(40) });
    repo.git('switch', '--quiet', '--create', 'topic');
    repo.commit('theirs', { 'a.txt': numbered(40, { 5: 'their five', 20: 'their twenty', 35: 'their thirty-five' }) });
    repo.git('switch', '--quiet', 'main');
    repo.commit('ours', { 'a.txt': numbered(40, { 5: 'our five', 20: 'our twenty', 35: 'our thirty-five' }) });
    return repo;
  };

  test('hunks come with a few lines around, and each gets its side', async () => {
    const repo = clash();
    await ok(repo, 'git_merge', { revisions: ['topic'] });
    const text = await ok(repo, 'git_conflicts');
    expect(text).toContain('a.txt: both modified, 3 hunks at lines 5, 24, 43');
    expect(text).toContain('@@ hunk 2 of 3, lines 24-28 @@');
    expect(text.length).toBeLessThan(1_200);
    await refused(repo, 'invalid', 'git_resolve', { action: 'sides', paths: ['a.txt'], sides: ['ours'] });
    await ok(repo, 'git_resolve', { action: 'sides', paths: ['a.txt'], sides: ['ours', 'both', 'theirs'] });
    expect(repo.read('a.txt')).toBe(
      numbered(40, { 5: 'our five', 20: 'our twenty\ntheir twenty', 35: 'their thirty-five' }),
    );
    expect(repo.git('ls-files', '--unmerged')).toBe('');
    await ok(repo, 'git_resolve', { action: 'continue' });
    expect(repo.git('log', '-1', '--format=%p').split(' ')).toHaveLength(2);
  });

  // As git merges it: its own merge leaves the file in that mode.
  test.each([
    ['theirs', { action: 'sides', sides: ['ours'] }],
    ['theirs', { action: 'content', content: 'written\n' }],
    ['ours', { action: 'sides', sides: ['theirs'] }],
    ['nobody', { action: 'content', content: 'written\n' }],
  ] as const)('a mode that %s changed is kept by %o', async (who, how) => {
    const repo = make();
    repo.commit('base', { 'run.sh': '1\n' });
    repo.git('switch', '--quiet', '--create', 'topic');
    if (who === 'theirs') chmodSync(repo.at('run.sh'), 0o755);
    repo.commit('theirs', { 'run.sh': '2\n' });
    repo.git('switch', '--quiet', 'main');
    if (who === 'ours') chmodSync(repo.at('run.sh'), 0o755);
    repo.commit('ours', { 'run.sh': '3\n' });
    repo.attempt(['merge', 'topic']);
    const isExecutable = (): boolean => (statSync(repo.at('run.sh')).mode & 0o100) !== 0;
    const byGit = isExecutable();
    expect(byGit).toBe(who !== 'nobody');
    await ok(repo, 'git_resolve', { paths: ['run.sh'], ...how });
    expect(isExecutable()).toBe(byGit);
    expect(repo.git('ls-files', '--stage').slice(0, 6)).toBe(byGit ? '100755' : '100644');
  });

  test('a conflict that rerere resolved says how to conclude', async () => {
    const repo = clash();
    repo.git('config', 'rerere.enabled', 'true');
    repo.git('config', 'rerere.autoupdate', 'true');
    repo.attempt(['merge', 'topic']);
    repo.write('a.txt', numbered(40, { 5: 'both' }));
    repo.git('add', '.');
    repo.git('commit', '--quiet', '--no-edit');
    repo.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(await ok(repo, 'git_merge', { revisions: ['topic'] })).toContain('resolved as it was before (rerere)');
    await ok(repo, 'git_resolve', { action: 'continue' });
    expect(repo.read('a.txt')).toBe(numbered(40, { 5: 'both' }));
  });

  test.each(['ours', 'theirs', 'base'] as const)('a submodule in conflict is recorded as %s has it', async (side) => {
    const inner = make();
    const ids = Object.fromEntries(['base', 'ours', 'theirs'].map((name) => [name, inner.commit(name, { x: name })]));
    const repo = make();
    repo.write('a.txt', 'a\n');
    repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner.folder, 'module');
    const set = (name: string) => {
      repo.git('-C', 'module', 'checkout', '--quiet', ids[name] ?? '');
      return repo.commit(name);
    };
    set('base');
    // Neither side contains the other, or git would resolve it alone.
    for (const name of ['ours', 'theirs']) {
      repo.git('-C', 'module', 'checkout', '--quiet', '--detach', ids['base'] ?? '');
      new Repo(repo.at('module')).commit(`side ${name}`, { x: `side ${name}` });
      ids[name] = repo.git('-C', 'module', 'rev-parse', 'HEAD');
    }
    repo.git('switch', '--quiet', '--create', 'topic');
    set('theirs');
    repo.git('switch', '--quiet', 'main');
    set('ours');
    await ok(repo, 'git_merge', { revisions: ['topic'] });
    expect(repo.git('ls-files', '--unmerged')).toContain('module');
    const text = await ok(repo, 'git_resolve', { action: side, paths: ['module'] });
    expect(text).toContain(`recorded module at ${ids[side]?.slice(0, 9) ?? ''}`);
    expect(repo.git('ls-files', '--stage', 'module')).toBe(`160000 ${ids[side]} 0\tmodule`);
  });

  test('a stash of what is staged says when nothing is', async () => {
    const repo = make();
    repo.commit('base', { 'a.txt': 'a\n' });
    repo.write('a.txt', 'changed\n');
    expect(await refused(repo, 'conflict', 'git_stash', { action: 'push', staged: true })).toContain(
      'Nothing is staged',
    );
    expect(repo.git('status', '--porcelain')).toBe(' M a.txt');
  });

  test.each([
    ['git_cherry_pick', { revisions: ['topic'], no_commit: true }],
    ['git_merge', { revisions: ['topic'], squash: true }],
  ] as const)(
    'after %s %j with conflicts nothing is in progress, and the answer says what to do',
    async (tool, args) => {
      const repo = make();
      repo.commit('base', { 'a.txt': 'a\n' });
      repo.git('switch', '--quiet', '--create', 'topic');
      repo.commit('topic', { 'a.txt': 'topic\n' });
      repo.git('switch', '--quiet', 'main');
      repo.commit('main', { 'a.txt': 'main\n' });
      const text = await ok(repo, tool, args);
      expect(text).toContain('then commit with git_commit');
      expect(text).not.toContain('continue');
      await ok(repo, 'git_resolve', { action: 'theirs', paths: ['a.txt'] });
      await ok(repo, 'git_commit', { message: 'both' });
      expect(repo.git('show', '--format=%s %p', 'HEAD')).toMatch(/^both [0-9a-f]+\n[^]*\+topic/);
    },
  );

  test('after a stash with conflicts it names the stash, and continue says what to do', async () => {
    const repo = make();
    repo.commit('base', { 'a.txt': 'a\n' });
    repo.write('a.txt', 'stashed\n');
    repo.git('stash', 'push', '--quiet');
    const id = repo.git('rev-parse', 'stash@{0}').slice(0, 9);
    repo.commit('other', { 'a.txt': 'other\n' });
    expect(await ok(repo, 'git_stash', { action: 'pop' })).toContain(`the stash is kept (${id}, now number 0)`);
    expect(await ok(repo, 'git_resolve', { action: 'theirs', paths: ['a.txt'] })).toContain(
      'nothing else is in progress',
    );
    expect(await refused(repo, 'conflict', 'git_resolve', { action: 'continue' })).toContain('git_commit');
    await ok(repo, 'git_delete', { what: 'stash', name: id });
    expect(repo.git('stash', 'list')).toBe('');
  });
});
