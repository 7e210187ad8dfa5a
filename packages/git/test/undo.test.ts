import { mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { tierCases } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { codeIn, shared, undoId } from './shared.ts';
import { start } from './start.ts';
import { bisecting, dirty, ignored, lineEnds, rebasing, sparse, stashed, stateOf } from './undo-scenes.ts';
import { Repo } from './world.ts';

const server = shared();
const { copied } = server;

describe('what is lost is brought back, bit for bit', () => {
  const set = { action: 'sparse_checkout', folders: ['other'] };
  const losses: [name: string, prepare: (repo: Repo) => void, tool: string, args: Record<string, unknown>][] = [
    ['reset --hard', dirty, 'git_reset', { mode: 'hard', target: 'HEAD~1' }],
    ['reset to before', dirty, 'git_reset', { mode: 'mixed', target: 'HEAD~1' }],
    ['unstaging', dirty, 'git_reset', {}],
    ['discarding everything', dirty, 'git_reset', { mode: 'discard', paths: ['.'] }],
    ['clean', dirty, 'git_reset', { mode: 'clean' }],
    ['deleting an unmerged branch', dirty, 'git_delete', { what: 'branch', name: 'topic' }],
    ['deleting a tag', dirty, 'git_delete', { what: 'tag', name: 'v1' }],
    ['amending', dirty, 'git_rebase', { amend: true, message: 'other words' }],
    ['amending with everything', dirty, 'git_commit', { amend: true, all: true }],
    ['staging over staged parts', dirty, 'git_add', { files: ['a.txt'] }],
    ['committing over staged parts', dirty, 'git_commit', { paths: ['a.txt'], message: 'whole' }],
    ['a rebase', () => {}, 'git_rebase', { onto: 'topic' }],
    [
      'clean of ignored files',
      (repo) => repo.write('ignored.log', 'kept\n'),
      'git_reset',
      { mode: 'clean', ignored: true },
    ],
    [
      'deleting a branch with what it follows',
      (repo) => {
        repo.git('branch', '--set-upstream-to=main', 'topic');
        repo.git('config', 'branch.topic.description', 'for later');
      },
      'git_delete',
      { what: 'branch', name: 'topic' },
    ],
    ['an ignored file: checkout', ignored, 'git_checkout', { branch_name: 'has' }],
    ['an ignored file: merge', ignored, 'git_merge', { revisions: ['has'] }],
    ['an ignored file: cherry-pick', ignored, 'git_cherry_pick', { revisions: ['has'] }],
    ['an ignored file: rebase', ignored, 'git_rebase', { onto: 'has' }],
    ['an ignored file: reset --hard', ignored, 'git_reset', { mode: 'hard', target: 'has' }],
    ['an ignored file: from a commit', ignored, 'git_reset', { mode: 'discard', target: 'has', paths: ['.'] }],
    [
      'an ignored folder: checkout',
      (repo) => {
        ignored(repo);
        rmSync(repo.at('secret.log'));
        repo.write('secret.log/deep/x', 'precious\n');
      },
      'git_checkout',
      { branch_name: 'has' },
    ],
    ['popping a stash', stashed, 'git_stash', { action: 'pop' }],
    ['applying a stash with its index', stashed, 'git_stash', { action: 'apply', index: true }],
    [
      'a patch',
      (repo) => repo.write('b.txt', 'mine\n'),
      'git_apply',
      {
        patch:
          '--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1 @@\n+new\n--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-mine\n+theirs\n',
      },
    ],
    [
      'attributes at the top',
      lineEnds('.gitattributes', '*.txt text=auto\n', 'one\r\ntwo\r\n'),
      'git_reset',
      { mode: 'hard', target: 'HEAD~1' },
    ],
    [
      'attributes below',
      lineEnds('sub/.gitattributes', '*.txt text=auto\n', 'one\r\ntwo\r\n'),
      'git_reset',
      { mode: 'hard', target: 'HEAD~1' },
    ],
    [
      'attributes in the git directory',
      lineEnds('.git/info/attributes', '*.txt text=auto\n', 'one\r\ntwo\r\n'),
      'git_reset',
      { mode: 'hard', target: 'HEAD~1' },
    ],
    [
      'short line ends where git writes long ones',
      lineEnds('.gitattributes', 'sub/*.txt text eol=crlf\n', 'one\ntwo\n'),
      'git_reset',
      { mode: 'hard', target: 'HEAD~1' },
    ],
    [
      'files that git does not look at',
      (repo) => {
        repo.git('update-index', '--skip-worktree', 'b.txt');
        repo.git('update-index', '--assume-unchanged', 'sub/c.txt');
        repo.write('b.txt', 'local\n');
        repo.write('sub/c.txt', 'local\n');
      },
      'git_rebase',
      { amend: true, message: 'other words' },
    ],
    ['the end of a bisect', bisecting, 'git_bisect', { action: 'reset' }],
    ['the end of a rebase with merges', rebasing, 'git_resolve', { action: 'abort' }],
    ['ignored files outside of a sparse checkout', sparse, 'git_configure', set],
  ];
  // Every second one; the others are in the soak tier.
  const half = (rest: number) => losses.filter((_, i) => i % 2 === rest);
  test.each(tierCases(half(0), half(1)))('%s', async (_name, prepare, tool, args) => {
    const repo = copied();
    prepare(repo);
    const before = stateOf(repo);
    const answer = await server.ok(repo, tool, args);
    const lost = stateOf(repo);
    if (tool !== 'git_rebase' || args['amend'] === undefined) expect(lost).not.toEqual(before);
    const undone = await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(stateOf(repo)).toEqual(before);
    if (prepare !== dirty) return;
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('');
    // An undo is undone the same way; what came since stays.
    await server.ok(repo, 'git_undo', { snapshot: undoId(undone) });
    if (tool !== 'git_delete')
      expect(stateOf(repo)).toMatchObject({ head: lost['head'], refs: lost['refs'], index: lost['index'] });
  });

  test('a rebase with merges continues after its end was undone', async () => {
    const repo = copied();
    rebasing(repo);
    const answer = await server.ok(repo, 'git_resolve', { action: 'abort' });
    await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(await server.ok(repo, 'git_resolve', { action: 'continue' })).toContain('rebase done');
    expect(repo.git('log', '-1', '--format=%s')).toBe('merge');
  });

  test('a linked work tree with its own bisect, references and sparse checkout', async () => {
    const repo = copied();
    const tree = new Repo(path.join(path.dirname(repo.folder), 'tree'));
    repo.git('worktree', 'add', '--quiet', '-b', 'work', tree.folder);
    for (let i = 0; i < 5; i++) tree.commit(`step ${i}`, { 'b.txt': `${i}\n`, 'other/d.txt': 'd\n' });
    tree.git('sparse-checkout', 'set', 'other');
    tree.git('update-ref', 'refs/worktree/own', 'HEAD');
    tree.git('bisect', 'start', 'HEAD', 'HEAD~4');
    dirty(tree);
    const before = stateOf(tree);
    const answer = await server.ok(repo, 'git_worktree', { action: 'remove', path: tree.folder });
    await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(stateOf(tree)).toEqual(before);
  });

  test('an undo keeps ignored files and refuses what it cannot keep', async () => {
    const repo = copied();
    const answer = await server.ok(repo, 'git_commit', { amend: true, message: 'other words' });
    repo.git('rm', '--quiet', '--cached', 'b.txt');
    repo.write('.gitignore', '*.txt\n');
    repo.git('commit', '--quiet', '--message', 'untracked', '.gitignore', 'b.txt');
    repo.write('b.txt', 'precious\n');
    const before = stateOf(repo);
    const undone = await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(repo.read('b.txt')).toBe('one\n');
    await server.ok(repo, 'git_undo', { snapshot: undoId(undone) });
    expect(stateOf(repo)).toEqual(before);
    truncateSync(repo.at('a.txt'), 51 * 1024 * 1024);
    expect(await server.refused(repo, 'too_large', 'git_undo', { snapshot: undoId(answer) })).toContain('a.txt');
    expect(statSync(repo.at('a.txt')).size).toBe(51 * 1024 * 1024);
  });

  test('a stash that git refuses leaves nothing behind', async () => {
    const repo = copied();
    stashed(repo);
    repo.write('b.txt', 'in the way\n');
    const before = stateOf(repo);
    await server.refused(repo, 'conflict', 'git_stash', { action: 'pop' });
    expect(stateOf(repo)).toEqual(before);
  });

  test('separate repositories in a work tree are named before they go', async () => {
    const repo = copied();
    const tree = new Repo(path.join(path.dirname(repo.folder), 'tree'));
    repo.git('worktree', 'add', '--quiet', '-b', 'work', tree.folder);
    const inner = new Repo(tree.at('inner'));
    mkdirSync(inner.folder);
    inner.git('init', '--quiet');
    inner.commit('only here', { 'x.txt': 'x\n' });
    tree.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'module');
    tree.git('commit', '--quiet', '--message', 'module');
    server.answer = 'decline';
    server.questions.length = 0;
    await server.refused(repo, 'denied', 'git_worktree', { action: 'remove', path: tree.folder });
    server.answer = 'accept';
    expect(server.questions).toEqual([
      expect.stringMatching(/Separate repositories .* are not kept.*: module, inner\//),
    ]);
    expect(inner.has('x.txt')).toBe(true);
  });

  test.each([
    ['git_reset', { mode: 'hard' }],
    ['git_reset', { mode: 'discard', paths: ['.'] }],
  ])('what is too large to be kept is not lost: %s %j', async (tool, args) => {
    const repo = copied();
    truncateSync(repo.at('a.txt'), 51 * 1024 * 1024);
    const answer = await server.call(repo, tool, args);
    expect(answer).toMatchObject({ isError: true, code: 'too_large' });
    expect(answer.text).toContain('a.txt');
    expect(statSync(repo.at('a.txt')).size).toBe(51 * 1024 * 1024);
  });

  test('a merge with conflicts, half resolved', async () => {
    const repo = copied();
    await server.ok(repo, 'git_merge', { revisions: ['clash'] });
    repo.write('a.txt', repo.read('a.txt').replace('<<<<<<<', 'half done'));
    const before = stateOf(repo);
    const answer = await server.ok(repo, 'git_resolve', { action: 'abort' });
    expect(repo.has('.git/MERGE_HEAD')).toBe(false);
    await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(stateOf(repo)).toEqual(before);
  });

  test('stashes, in their order', async () => {
    const repo = copied();
    for (const name of ['one', 'two', 'three']) {
      repo.write('b.txt', `${name}\n`);
      repo.git('stash', 'push', '--message', name);
    }
    const before = stateOf(repo);
    const dropped = await server.ok(repo, 'git_delete', { what: 'stash', name: '1' });
    const cleared = await server.ok(repo, 'git_delete', { what: 'all_stashes' });
    expect(stateOf(repo)['stashes']).toBe('');
    await server.ok(repo, 'git_undo', { snapshot: undoId(cleared) });
    await server.ok(repo, 'git_undo', { snapshot: undoId(dropped) });
    expect(stateOf(repo)).toEqual(before);
  });

  test('snapshots survive gc, are shown by no listing and sent by no push', async () => {
    const repo = copied();
    dirty(repo);
    const before = stateOf(repo);
    const answer = await server.ok(repo, 'git_reset', { mode: 'hard' });
    repo.git('gc', '--quiet', '--prune=now');
    const hash = repo.read('.git/MCP_GIT_HEAD').trim();
    expect(repo.git('log', '--all', '--format=%H')).not.toContain(hash);
    repo.git('init', '--quiet', '--bare', '../mirror.git');
    repo.git('push', '--quiet', '--mirror', '../mirror.git');
    expect(repo.git('-C', '../mirror.git', 'for-each-ref')).not.toContain('mcp');
    expect(() => repo.git('-C', '../mirror.git', 'cat-file', '-e', hash)).toThrow(/./);
    expect(await server.ok(repo, 'git_log', { all: true, detail: 'full', max_count: 100 })).not.toContain('mcp');
    await server.ok(repo, 'git_undo', { snapshot: undoId(answer) });
    expect(stateOf(repo)).toEqual(before);
  });
});

describe('without consent nothing is lost', () => {
  test.each([
    ['git_reset', { mode: 'hard' }],
    ['git_reset', { mode: 'discard', paths: ['a.txt'] }],
    ['git_reset', { mode: 'clean', ignored: true }],
    ['git_delete', { what: 'branch', name: 'topic' }],
  ])('%s %j', async (tool, args) => {
    const repo = copied();
    dirty(repo);
    const before = stateOf(repo);
    server.answer = 'decline';
    await server.refused(repo, 'denied', tool, args);
    server.answer = 'accept';
    const silent = await start([repo.folder]);
    const refused = await silent.call(tool, args);
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect(stateOf(repo)).toEqual(before);
    const code = codeIn(refused.text);
    // A code is for one consequence: in another state it is worth nothing.
    repo.write('another.txt', 'new\n');
    repo.git('add', 'another.txt');
    repo.git('commit', '--quiet', '-m', 'moved on');
    repo.git('branch', '--force', 'topic', 'topic~1');
    expect(await silent.call(tool, { ...args, confirm: code })).toMatchObject({ isError: true, code: 'denied' });
    const again = codeIn((await silent.call(tool, args)).text);
    if (tool === 'git_reset' || again !== undefined)
      expect((await silent.call(tool, { ...args, confirm: again })).isError).toBe(false);
  });
});
