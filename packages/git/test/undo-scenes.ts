import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { gitDirOf } from './walk/git-dir.ts';
import { numbered, type Repo } from './world.ts';

/** Everything that an undo has to bring back: files with bytes and modes, links, the index's entries, references, what is in progress. */
export function stateOf(repo: Repo): Record<string, unknown> {
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
  const gitDir = gitDirOf(repo);
  const inGit = (name: string) => {
    try {
      return readFileSync(path.join(gitDir, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  const refs = repo.git(
    'for-each-ref',
    '--format=%(refname) %(objectname) %(upstream)',
    ...['heads', 'tags', 'bisect', 'rewritten', 'worktree', 'stash'].map((name) => `refs/${name}`),
  );
  return {
    files,
    // With a letter for each flag.
    index: repo.git('ls-files', '-v', '--stage', '--debug').replaceAll(/^ {2}.*\n?/gm, ''),
    status: repo.git('status', '--porcelain=v2', '--branch', '--ignored'),
    head: inGit('HEAD'),
    refs,
    stashes: /^refs\/stash /m.test(refs) ? repo.git('log', '--walk-reflogs', '--format=%H %gs', 'refs/stash') : '',
    state: ['MERGE_HEAD', 'MERGE_MSG', 'CHERRY_PICK_HEAD', 'BISECT_LOG', 'rebase-merge/git-rebase-todo'].map(inGit),
  };
}

/** Work in every form in which it can be lost. */
export function dirty(repo: Repo): void {
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

/** A branch with a file that is ignored elsewhere, and such a file with other content. */
export function ignored(repo: Repo): void {
  repo.git('switch', '--quiet', '--create', 'has', 'main~1');
  repo.write('secret.log', 'from the branch\n');
  repo.git('add', '--force', 'secret.log');
  repo.git('commit', '--quiet', '--message', 'has it');
  repo.git('switch', '--quiet', 'main');
  repo.write('secret.log', 'precious\n');
}

/** A stash with what is staged, what is not, and an untracked file. */
export function stashed(repo: Repo): void {
  repo.write('a.txt', numbered(30, { 5: 'staged' }));
  repo.git('add', 'a.txt');
  repo.write('b.txt', 'not staged\n');
  repo.write('deep/new.txt', 'untracked\n');
  repo.git('stash', 'push', '--quiet', '--include-untracked', '--message', 'mine');
}

/** A file with other line ends than git would write, by attributes in a certain place. */
export const lineEnds =
  (attributes: string, rule: string, text: string) =>
  (repo: Repo): void => {
    repo.write('sub/crlf.txt', text);
    if (attributes !== '') repo.write(attributes, rule);
    repo.commit('line ends');
    repo.write('sub/crlf.txt', text);
    repo.git('add', '--all');
    // A first look is what makes git call the file unchanged.
    expect(repo.git('status', '--porcelain', '--untracked-files=no')).toBe('');
  };

/** A rebase with merges that has stopped in the middle: its labels are references. */
export function rebasing(repo: Repo): void {
  repo.git('switch', '--quiet', '--create', 'aside');
  repo.commit('aside', { 'aside.txt': 'aside\n' });
  repo.git('switch', '--quiet', 'main');
  repo.commit('third', { 'third.txt': 'third\n' });
  repo.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'aside');
  repo.bytes(['rebase', '--interactive', '--rebase-merges', 'HEAD~2'], undefined, {
    GIT_SEQUENCE_EDITOR: String.raw`sed -i 's/^pick \(.*\) third$/edit \1 third/'`,
  });
}

export function bisecting(repo: Repo): void {
  for (let i = 0; i < 6; i++) repo.commit(`step ${i}`, { 'b.txt': `${i}\n` });
  repo.git('bisect', 'start', 'HEAD', 'HEAD~6');
}

export function sparse(repo: Repo): void {
  repo.write('sub/kept.log', 'ignored\n');
  repo.write('other/d.txt', 'd\n');
  repo.commit('folders');
}
