import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { History } from '../src/operations/history.ts';
import { gitProgram, start } from './start.ts';
import { Repo, world } from './world.ts';

/** Subjects and names of each commit, as git lists them. */
const listed = (repo: Repo, ...args: string[]): string[] =>
  repo
    .git(
      '--no-replace-objects',
      'log',
      '--format=%s%x00%D',
      '--decorate=full',
      '--decorate-refs-exclude=refs/mcp-git/*',
      ...args,
    )
    .split('\n')
    .map((line) => {
      const [subject = '', refs = ''] = line.split('\0');
      const names = refs.replaceAll(/refs\/(heads|remotes|tags)\//g, '').split(', ');
      return `${subject} (${names.sort().join(', ')})`;
    });

/** The same from an answer. */
const answered = (text: string): string[] =>
  text
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, subject = '', refs = ''] = /: (.*?)(?: \((.*)\))?$/.exec(line) ?? [];
      return `${subject} (${refs.split(', ').sort().join(', ')})`;
    });

/** Changes by other programs, each of which changes what a log says. */
const changes: Readonly<Record<string, (repo: Repo) => void>> = {
  'a commit': (repo) => repo.commit('later', { 'c.txt': 'c\n' }),
  'a tag': (repo) => repo.git('tag', 'light', 'HEAD~1'),
  'an annotated tag': (repo) => repo.git('tag', '--annotate', '--message=two', 'annotated', 'topic'),
  'a moved branch': (repo) => repo.git('branch', '--force', 'other', 'HEAD~2'),
  'a reference overwritten in place, with its former time': (repo) => {
    const file = repo.at('.git/refs/heads/other');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, `${repo.git('rev-parse', 'HEAD')}\n`);
    utimesSync(file, atime, mtime);
  },
  'packed references': (repo) => repo.git('pack-refs', '--all'),
  'a deleted packed reference': (repo) => repo.git('branch', '--delete', '--force', 'other'),
  'another branch in HEAD': (repo) => repo.git('symbolic-ref', 'HEAD', 'refs/heads/topic'),
  'a detached HEAD': (repo) => repo.git('switch', '--quiet', '--detach', 'main'),
  'a remote branch and its HEAD': (repo) => {
    repo.git('update-ref', 'refs/remotes/origin/main', 'main~1');
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  },
  'a commit of another work tree': (repo) => {
    repo.git('worktree', 'add', '--quiet', '--detach', '../beside');
    new Repo(path.join(path.dirname(repo.folder), 'beside')).commit('beside', { 'd.txt': 'd\n' });
  },
  'a later commit there': (repo) =>
    new Repo(path.join(path.dirname(repo.folder), 'beside')).commit('beside it', { 'd.txt': 'e\n' }),
  // The server takes no replacement for the commit that it stands for.
  'a replaced commit': (repo) => repo.git('replace', '--graft', 'main~1'),
};

// Only what the server's own process looks at is on a local disk for certain.
test.skipIf(process.platform !== 'linux')('a log that git need not write again says what git would say', async () => {
  const { root, repo, outside } = world();
  const started = path.join(outside, 'started');
  const watched = path.join(outside, 'git');
  writeFileSync(started, '');
  writeFileSync(
    watched,
    `#!/bin/sh\nif [ "$1" = log ]; then echo log >> '${started}'; fi\nexec '${gitProgram ?? 'git'}' "$@"\n`,
    { mode: 0o755 },
  );
  const session = await start([root], { env: { MCP_GIT_PROGRAM: watched } });
  const ask = async (args: Record<string, unknown> = {}) => {
    const { text, isError } = await session.call('git_log', { repo_path: repo.folder, max_count: 100, ...args });
    expect(isError, text).toBe(false);
    return text;
  };
  const starts = () => readFileSync(started, 'utf8').length;
  /** Asks until an answer came without git: references that changed a moment ago are not relied on. */
  const settle = async (args: Record<string, unknown> = {}) => {
    await expect
      .poll(
        async () => {
          const before = starts();
          await ask(args);
          return starts() - before;
        },
        { timeout: 20_000, interval: 60 },
      )
      .toBe(0);
  };
  const agrees = async (what: string) => {
    expect(answered(await ask()), what).toEqual(listed(repo));
    expect(answered(await ask({ all: true })), what).toEqual(listed(repo, '--all'));
    expect(answered(await ask({ revision: 'topic' })), what).toEqual(listed(repo, 'refs/heads/topic'));
  };
  await agrees('at first');
  for (const [what, change] of Object.entries(changes)) {
    await settle();
    await settle({ all: true });
    await settle({ revision: 'topic' });
    change(repo);
    await agrees(what);
    await agrees(`${what}, asked again`);
  }
  // Fewer commits, and the pages after them, are parts of what is known.
  await settle();
  const before = starts();
  const first = await ask({ max_count: 2 });
  const cursor = /cursor ([^\]\s]+)/.exec(first.split('\n')[0] ?? '')?.[1];
  const second = await ask({ max_count: 2, cursor });
  expect([...answered(first), ...answered(second)].slice(0, 4)).toEqual(listed(repo, '-4'));
  expect(starts()).toBe(before);
});

const commits = (count: number) => Array.from({ length: count }, (_, i) => ({ message: `commit ${i}` }));
const quiet = { stamp: 'a', newest: 1 };

test('only answers from before any change are kept', () => {
  const history = new History<{ message: string }>();
  history.keep(quiet, 50, 'all', { skip: 0, max: 11, commits: commits(11) });
  expect(history.isEmpty, 'changed less than a moment before').toBe(true);
  history.keep({ stamp: 'a', newest: 1_000 }, 3_900, 'all', { skip: 0, max: 11, commits: commits(11) });
  expect(history.isEmpty, 'a time in whole seconds').toBe(true);
  history.keep({ stamp: 'a', newest: 1_001 }, 1_200, 'all', { skip: 0, max: 11, commits: commits(11) });
  expect(history.find('a', 'all', 0, 11)).toEqual(commits(11));
  expect(history.find('a', 'all', 2, 3)).toEqual(commits(11).slice(2, 5));
  expect(history.find('a', 'all', 2, 11), 'more than is known').toBeUndefined();
  expect(history.find('a', 'another', 0, 1)).toBeUndefined();
  expect(history.find('b', 'all', 0, 1)).toBeUndefined();
  history.keep(quiet, 1_000, 'all', { skip: 11, max: 5, commits: commits(14).slice(11) });
  expect(history.find('a', 'all', 0, 100), 'all that there are').toEqual(commits(14));
  history.keep({ stamp: 'b', newest: 1 }, 1_000, 'all', { skip: 0, max: 3, commits: commits(3) });
  expect(history.find('a', 'all', 0, 1)).toBeUndefined();
  history.keep({ stamp: 'b', newest: 1 }, 1_000, 'long', { skip: 0, max: 9_000, commits: commits(6_000) });
  expect(history.isEmpty, 'more than is kept').toBe(true);
});
