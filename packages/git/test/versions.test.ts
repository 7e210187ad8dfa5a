import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { undoId } from './shared.ts';
import { gitProgram, start } from './start.ts';
import { numbered, world } from './world.ts';

/** Options and values that came after git 2.30, as it would meet them. */
const newer = [
  '--batch-command',
  '--deduplicate',
  '--strategy=ort',
  '--sparse',
  '--staged',
  '--update-refs',
  '--write-tree',
  '--end-of-options',
];

test('a git without what came after 2.30 is driven without it', async () => {
  const { root, repo, outside } = world();
  const old = path.join(outside, 'git');
  // The installed git that reports an old version and refuses newer options: an old git cannot be installed everywhere.
  writeFileSync(
    old,
    `#!/bin/sh
if [ "$1" = --version ]; then echo "git version 2.30.2"; exit 0; fi
unset GIT_CONFIG_COUNT
for word in "$@"; do
  case "$1 $word" in
    "remote --"|"remote --no-progress") [ "$2" != rename ] || { echo 'usage: git remote rename <old> <new>' >&2; exit 129; };;
    ${newer.map((one) => `*" ${one}"`).join('|')}|"am --no-verify"|"worktree -z")
      echo "error: unknown option \\\`$word'" >&2; exit 129;;
  esac
done
exec ${gitProgram ?? 'git'} "$@"
`,
    { mode: 0o755 },
  );
  const session = await start([root], {
    flags: ['--toolsets', 'all'],
    answer: () => 'accept',
    env: { MCP_GIT_PROGRAM: old },
  });
  const call = async (tool: string, args: Record<string, unknown> = {}): Promise<string> => {
    const answer = await session.call(tool, { repo_path: repo.folder, ...args });
    expect(answer.isError, `${tool}: ${answer.text}`).toBe(false);
    return answer.text;
  };
  await call('git_brief');
  await call('git_status');
  // Without its overrides this git would quote the name, run the monitor, and write the index.
  const ran = path.join(outside, 'ran');
  writeFileSync(
    path.join(root, '..', '.gitconfig'),
    `[core]\n\tquotePath = true\n\tfsmonitor = "touch '${ran}'; false"\n`,
  );
  repo.write('ü "x".txt', 'one\n');
  repo.git('-c', 'core.fsmonitor=false', 'add', '.');
  expect(await call('git_diff_staged')).toContain('+one');
  expect(await call('git_grep', { pattern: 'one', paths: ['ü*'] })).toContain('ü "x".txt');
  repo.git('-c', 'core.fsmonitor=false', 'reset', '--quiet', '--hard');
  expect(existsSync(ran)).toBe(false);
  writeFileSync(path.join(root, '..', '.gitconfig'), '');
  expect(await call('git_show', { revision: 'HEAD' })).toContain('+three');
  expect(await call('git_show', { revision: 'HEAD', path: 'b.txt' })).toContain('one');
  await call('git_blame', { path: 'a.txt' });
  await call('git_worktree');
  repo.git('remote', 'add', 'origin', 'https://example.org/x.git');
  repo.git('config', 'remote.origin.proxy', 'http://proxy.example');
  await call('git_configure', { action: 'rename_remote', name: 'origin', value: 'upstream' });
  expect(
    repo
      .git('config', '--get-regexp', String.raw`^remote\.`)
      .split('\n')
      .sort(),
  ).toEqual([
    'remote.upstream.fetch +refs/heads/*:refs/remotes/upstream/*',
    'remote.upstream.proxy http://proxy.example',
    'remote.upstream.url https://example.org/x.git',
  ]);
  repo.write('b.txt', 'two\n');
  await call('git_add', { files: ['.'] });
  await call('git_commit', { message: 'two' });
  const mail = await call('git_show', { revision: 'HEAD', mail: true });
  repo.git('reset', '--quiet', '--hard', 'HEAD~1');
  await call('git_apply', { patch: mail, to: 'commits' });
  expect(repo.git('log', '-1', '--format=%s')).toBe('two');
  await call('git_merge', { revisions: ['topic'] });
  expect(repo.git('log', '-1', '--format=%p').split(' ')).toHaveLength(2);
  await call('git_merge', { revisions: ['clash'] });
  await call('git_resolve', { action: 'abort' });
  repo.write('a.txt', numbered(3));
  await call('git_stash', { action: 'push' });
  await call('git_stash', { action: 'pop' });
  const reset = await call('git_reset', { mode: 'hard' });
  await call('git_undo', { snapshot: undoId(reset) });
  expect(repo.read('a.txt')).toBe(numbered(3));
  expect((await session.call('git_conflicts', { repo_path: repo.folder, preview: 'clash' })).text).toContain('2.38');
});
