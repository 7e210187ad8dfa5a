import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import type { Repo } from '../world.ts';
import { gitDirOf } from './git-dir.ts';
import type { Place } from './place.ts';

/** A conflict's markers without the ids of commits and the subjects behind them: the tool rewords before it picks. */
const unnamed = (text: string): string =>
  text.replaceAll(/^((?:<{7}|\|{7}|>{7}) (?:parent of )?)[0-9a-f]{7,40}(?: \(.*\))?$/gm, '$1<id>');

/** Names that git gives to files of two kinds at one place: they hold the id of a commit. */
const idInName = /~[0-9a-f]{7,40} \(/g;
export const hasIdInName = (name: string): boolean => name.search(idInName) !== -1;
const unnamedPaths = (text: string): string => text.replaceAll(idInName, '~<id> (');

/** Files of a folder with kind, mode and bytes; git directories are left out. */
export function filesIn(top: string): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === '.git') continue;
      const full = path.join(folder, entry.name);
      const name = unnamedPaths(path.relative(top, full));
      if (entry.isDirectory()) visit(full);
      else if (entry.isSymbolicLink()) files[name] = `link ${readlinkSync(full)}`;
      else
        files[name] =
          `${(lstatSync(full).mode & 0o111) === 0 ? 'file' : 'program'} ${unnamed(readFileSync(full, 'latin1'))}`;
    }
  };
  visit(top);
  return files;
}

const inProgress = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'SQUASH_MSG', 'rebase-merge', 'rebase-apply'];

/** A text without ids, and without the branch of a stash: git names that of a submodule when it looked into one. */
const settled = (text: string): string =>
  text.replaceAll(/\b[0-9a-f]{7,64}\b/g, '<id>').replace(/^((?:WIP on|On|index on|untracked files on)) [^:]+:/, '$1');

/** Names commits by what they are instead of when they were made: tree, author, message and parents. */
function canonical(repo: Repo, stashes: readonly string[]): Map<string, string> {
  const log = [
    'log',
    '--topo-order',
    '--reverse',
    '--format=%H%x01%P%x01%T%x01%an <%ae>%x01%B%x02',
    '--exclude=refs/notes/*',
    '--all',
    ...stashes,
  ];
  const names = new Map<string, string>();
  for (const record of repo.git(...log).split('\x02')) {
    const [oid = '', parents = '', ...rest] = record.trimStart().split('\x01');
    if (oid === '') continue;
    const of = [parents.split(' ').map((parent) => names.get(parent) ?? parent), ...rest.map((text) => settled(text))];
    names.set(oid, createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12));
  }
  return names;
}

const records = (text: string): string[] => text.split('\n').filter(Boolean);

/** Everything of a repository and its work trees that does not depend on when its commits were made. */
export function stateOf(place: Place): Record<string, unknown> {
  const repo = place.tree(place.names[0]);
  const stashes = records(repo.git('stash', 'list', '--format=%H %gs'));
  const names = canonical(
    repo,
    stashes.map((line) => line.split(' ')[0] ?? ''),
  );
  const nameOf = (oid: string) => names.get(oid) ?? oid;
  const refs = repo.git(
    'for-each-ref',
    '--format=%(refname) %(objecttype) %(objectname) %(*objectname) %(contents:subject)',
    'refs/heads',
    'refs/tags',
  );
  const notes = place.hasNotes ? records(repo.git('notes', 'list')) : [];
  return {
    refs: records(refs).map((line) => {
      const [ref = '', type = '', oid = '', peeled = '', ...subject] = line.split(' ');
      return [ref, type, nameOf(peeled || oid), type === 'tag' ? subject.join(' ') : ''].join(' ');
    }),
    stashes: stashes.map((line) => `${nameOf(line.split(' ')[0] ?? '')} ${settled(line.slice(line.indexOf(' ') + 1))}`),
    notes: notes
      .map((line) => `${line.split(' ')[0] ?? ''} ${names.get(line.split(' ')[1] ?? '') ?? 'a commit that is gone'}`)
      .sort(),
    trees: Object.fromEntries(place.names.map((name) => [name, treeState(place.tree(name), nameOf)])),
  };
}

function treeState(repo: Repo, nameOf: (oid: string) => string): Record<string, unknown> {
  const dot = gitDirOf(repo);
  const head = readFileSync(path.join(dot, 'HEAD'), 'utf8').trim();
  const present = readdirSync(dot);
  return {
    files: filesIn(repo.folder),
    index: unnamedPaths(repo.git('ls-files', '-t', '--stage')),
    head: head.startsWith('ref:') ? head : nameOf(head),
    status: unnamedPaths(repo.git('status', '--porcelain', '--untracked-files=all')),
    inProgress: inProgress.filter((name) => present.includes(name)),
  };
}

/** The parts that an undo in a work tree brings back bit for bit: its files and index, and all references and stashes. */
export function exactState(repo: Repo): Record<string, unknown> {
  const dot = gitDirOf(repo);
  return {
    files: filesIn(repo.folder),
    modes: repo
      .git('ls-files', '--stage', '--debug')
      .replaceAll(/^ {2}(?!.*flags).*\n?/gm, '')
      .replaceAll(/size: \d+\s*/g, ''),
    head: readFileSync(path.join(dot, 'HEAD'), 'utf8'),
    refs: repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags', 'refs/notes'),
    stashes: repo.git('stash', 'list', '--format=%H %gs'),
    inProgress: [
      'MERGE_HEAD',
      'MERGE_MSG',
      'CHERRY_PICK_HEAD',
      'REVERT_HEAD',
      'rebase-merge/git-rebase-todo',
      'rebase-merge/done',
    ].map((name) => {
      try {
        return readFileSync(path.join(dot, name), 'utf8');
      } catch {
        return undefined;
      }
    }),
  };
}
