import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeIn } from './shared.ts';
import { start } from './start.ts';
import { numbered, world, type Repo } from './world.ts';

/** Everything that an undo has to bring back: files with bytes and modes, links, the index's entries, references, what is in progress. */
function stateOf(repo: Repo): Record<string, unknown> {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      const name = path.relative(repo.folder, full);
      if (name === '.git') continue;
      if (entry.isDirectory()) visit(full);
      else if (entry.isSymbolicLink()) files[name] = `link ${readlinkSync(full)}`;
      else files[name] = `${(lstatSync(full).mode & 0o777).toString(8)} ${readFileSync(full).toString('base64')}`;
    }
  };
  visit(repo.folder);
  return {
    files,
    index: repo.git('ls-files', '--stage', '--debug').replaceAll(/^ {2}.*\n?/gm, ''),
    head: repo.read('.git/HEAD'),
    refs: repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags'),
    stashes: repo.has('.git/refs/stash') ? repo.git('log', '--walk-reflogs', '--format=%H %gs', 'refs/stash') : '',
    state: ['MERGE_HEAD', 'MERGE_MSG', 'CHERRY_PICK_HEAD'].map((name) =>
      repo.has(`.git/${name}`) ? repo.read(`.git/${name}`) : undefined,
    ),
  };
}

/** Work in every form in which it can be lost. */
function dirty(repo: Repo): void {
  repo.write('a.txt', numbered(30, { 3: 'three', 7: 'staged' }));
  repo.git('add', 'a.txt');
  repo.write('a.txt', numbered(30, { 3: 'three', 7: 'staged', 9: 'not staged' }));
  repo.write('sub/new.txt', Buffer.from([0, 1, 2, 255, 13, 10]));
  repo.write('tab\tand "quote" é.txt', 'odd\r\nname\n');
  chmodSync(repo.at('sub/new.txt'), 0o640);
  repo.write('run.sh', '#!/bin/sh\n');
  chmodSync(repo.at('run.sh'), 0o755);
  symlinkSync('a.txt', repo.at('link'));
  unlinkSync(repo.at('b.txt'));
  repo.write('intent.txt', 'later\n');
  repo.git('add', '--intent-to-add', 'intent.txt');
}

const id = (text: string): string => /undo(?: of this)?: (\d{14}-[0-9a-f]{6})/.exec(text)?.[1] ?? '';

describe('what is lost is brought back, bit for bit', () => {
  const losses: [name: string, tool: string, args: Record<string, unknown>][] = [
    ['reset --hard', 'git_reset', { mode: 'hard', target: 'HEAD~1' }],
    ['discarding everything', 'git_reset', { mode: 'discard', paths: ['.'] }],
    ['clean', 'git_reset', { mode: 'clean' }],
    ['clean of ignored files', 'git_reset', { mode: 'clean', ignored: true }],
    ['deleting an unmerged branch', 'git_delete', { what: 'branch', name: 'topic' }],
    ['deleting a tag', 'git_delete', { what: 'tag', name: 'v1' }],
    ['amending', 'git_rebase', { amend: true, message: 'other words' }],
  ];
  test.each(losses)('%s', async (_name, tool, args) => {
    const { repo } = world();
    dirty(repo);
    if (args['ignored'] === true) repo.write('ignored.log', 'kept\n');
    const session = await start([repo.folder], { answer: () => 'accept' });
    const before = stateOf(repo);
    const answer = await session.call(tool, args);
    expect(answer.isError, answer.text).toBe(false);
    expect(stateOf(repo)).not.toEqual(before);
    const lost = stateOf(repo);
    const undone = await session.call('git_undo', { snapshot: id(answer.text) });
    expect(undone.isError, undone.text).toBe(false);
    expect(stateOf(repo)).toEqual(before);
    expect(repo.git('fsck', '--no-dangling', '--no-progress')).toBe('');
    // An undo is undone the same way; what came since stays.
    await session.call('git_undo', { snapshot: id(undone.text) });
    if (tool !== 'git_delete')
      expect(stateOf(repo)).toMatchObject({ head: lost['head'], refs: lost['refs'], index: lost['index'] });
  });

  test.each([
    ['git_reset', { mode: 'hard' }],
    ['git_reset', { mode: 'discard', paths: ['.'] }],
  ])('what is too large to be kept is not lost: %s %j', async (tool, args) => {
    const { repo } = world();
    truncateSync(repo.at('a.txt'), 51 * 1024 * 1024);
    const session = await start([repo.folder], { answer: () => 'accept' });
    const answer = await session.call(tool, args);
    expect(answer).toMatchObject({ isError: true, code: 'too_large' });
    expect(answer.text).toContain('a.txt');
    expect(statSync(repo.at('a.txt')).size).toBe(51 * 1024 * 1024);
  });

  test('a merge with conflicts, half resolved', async () => {
    const { repo } = world();
    const session = await start([repo.folder], { answer: () => 'accept' });
    await session.call('git_merge', { revisions: ['clash'] });
    repo.write('a.txt', repo.read('a.txt').replace('<<<<<<<', 'half done'));
    const before = stateOf(repo);
    const answer = await session.call('git_resolve', { action: 'abort' });
    expect(repo.has('.git/MERGE_HEAD')).toBe(false);
    await session.call('git_undo', { snapshot: id(answer.text) });
    expect(stateOf(repo)).toEqual(before);
  });

  test('stashes, in their order', async () => {
    const { repo } = world();
    for (const name of ['one', 'two', 'three']) {
      repo.write('b.txt', `${name}\n`);
      repo.git('stash', 'push', '--message', name);
    }
    const before = stateOf(repo);
    const session = await start([repo.folder], { answer: () => 'accept' });
    const dropped = await session.call('git_delete', { what: 'stash', name: '1' });
    const cleared = await session.call('git_delete', { what: 'all_stashes' });
    expect(stateOf(repo)['stashes']).toBe('');
    await session.call('git_undo', { snapshot: id(cleared.text) });
    await session.call('git_undo', { snapshot: id(dropped.text) });
    expect(stateOf(repo)).toEqual(before);
  });

  test('line ends that git would convert', async () => {
    const { repo } = world();
    repo.write('.gitattributes', '*.txt text=auto\n');
    repo.write('crlf.txt', 'one\r\ntwo\r\n');
    repo.commit('line ends');
    const before = stateOf(repo);
    const session = await start([repo.folder], { answer: () => 'accept' });
    const answer = await session.call('git_reset', { mode: 'hard', target: 'HEAD~1' });
    await session.call('git_undo', { snapshot: id(answer.text) });
    expect(stateOf(repo)['files']).toEqual(before['files']);
  });

  test('snapshots survive gc, are shown by no listing and sent by no push', async () => {
    const { repo } = world();
    dirty(repo);
    const before = stateOf(repo);
    const session = await start([repo.folder], { answer: () => 'accept' });
    const answer = await session.call('git_reset', { mode: 'hard' });
    repo.git('gc', '--quiet', '--prune=now');
    const hash = repo.read('.git/MCP_GIT_HEAD').trim();
    expect(repo.git('log', '--all', '--format=%H')).not.toContain(hash);
    repo.git('init', '--quiet', '--bare', '../mirror.git');
    repo.git('push', '--quiet', '--mirror', '../mirror.git');
    expect(repo.git('-C', '../mirror.git', 'for-each-ref')).not.toContain('mcp');
    expect(() => repo.git('-C', '../mirror.git', 'cat-file', '-e', hash)).toThrow(/./);
    expect((await session.call('git_log', { all: true, detail: 'full', max_count: 100 })).text).not.toContain('mcp');
    await session.call('git_undo', { snapshot: id(answer.text) });
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
    const { repo } = world();
    dirty(repo);
    const before = stateOf(repo);
    const declining = await start([repo.folder], { answer: () => 'decline' });
    expect(await declining.call(tool, args)).toMatchObject({ isError: true, code: 'denied' });
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
