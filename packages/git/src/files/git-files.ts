import path from 'node:path';
import { createFile, replaceFile, ToolError, type Confined, type Folder } from '@mcp-reference/kit/sandbox';

/** Locks that one git command takes in the git directory. */
const locks = [
  'index.lock',
  'HEAD.lock',
  'ORIG_HEAD.lock',
  'MERGE_HEAD.lock',
  'packed-refs.lock',
  'config.lock',
  'shallow.lock',
];

/** Removes the locks of a command that was killed: those that appeared after it had started. */
export function removeLocks(
  fs: Confined,
  { gitDir, commonDir, since }: { gitDir: string; commonDir: string; since: number },
): string[] {
  const removed: string[] = [];
  for (const place of new Set([gitDir, commonDir])) {
    const folder = fs.folder(place);
    for (const name of locks) {
      const stat = folder.find(name);
      // A clock of the file system may be coarser than ours.
      if (stat?.kind !== 'file' || stat.modified < since - 20) continue;
      folder.removeFile(name);
      removed.push(name);
    }
  }
  return removed;
}

/** Files that record an operation in progress. Folders are taken with the files in them. */
const stateNames = [
  'MERGE_HEAD',
  'MERGE_MSG',
  'MERGE_MODE',
  'MERGE_AUTOSTASH',
  'SQUASH_MSG',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'ORIG_HEAD',
  'AUTO_MERGE',
  'BISECT_LOG',
  'BISECT_START',
  'BISECT_TERMS',
  'BISECT_NAMES',
  'BISECT_EXPECTED_REV',
  'BISECT_ANCESTORS_OK',
];
const stateFolders = ['rebase-merge', 'rebase-apply', 'sequencer'];
const mostState = 8 * 1024 * 1024;

export interface StateFile {
  path: string;
  /** base64 */
  data: string;
}

export function readState(fs: Confined, { gitDir }: { gitDir: string }): StateFile[] {
  const git = fs.folder(gitDir);
  const files: StateFile[] = [];
  const take = (folder: Folder, name: string, path: string) => {
    if (folder.find(name)?.kind !== 'file') return;
    const file = folder.open(name);
    files.push({ path, data: file.readAll(mostState).toString('base64') });
    file.close();
  };
  for (const name of stateNames) take(git, name, name);
  for (const name of stateFolders) {
    if (git.find(name)?.kind !== 'folder') continue;
    const inside = git.child(name);
    for (const entry of inside.entries()) take(inside, entry.name, `${name}/${entry.name}`);
    inside.close();
  }
  return files;
}

/** Puts back what {@link readState} took; what is in progress now is forgotten. */
export function writeState(fs: Confined, { gitDir, files }: { gitDir: string; files: readonly StateFile[] }): void {
  const git = fs.folder(gitDir);
  for (const name of stateNames) if (git.find(name)?.kind === 'file') git.removeFile(name);
  for (const name of stateFolders) {
    if (git.find(name)?.kind !== 'folder') continue;
    const inside = git.child(name);
    for (const entry of inside.entries()) if (entry.kind === 'file') inside.removeFile(entry.name);
    inside.close();
    git.removeFolder(name);
  }
  for (const { path, data } of files) {
    const [first = '', second] = path.split('/');
    if (second === undefined) {
      if (stateNames.includes(first)) createFile(git, first, Buffer.from(data, 'base64'));
      continue;
    }
    if (!stateFolders.includes(first)) continue;
    if (git.find(first) === undefined) git.makeFolder(first);
    const inside = git.child(first);
    createFile(inside, second, Buffer.from(data, 'base64'));
    inside.close();
  }
}

const ownName = /^mcp-git-[\w.-]+$/;

/** Files of this server's own in the git directory: a copy of the index to work on, a list for a rebase. */
export function ownFile(
  fs: Confined,
  { gitDir, name, data, from }: { gitDir: string; name: string; data?: string; from?: 'index' },
): { path: string; exists: boolean } {
  if (!ownName.test(name)) throw new Error(`"${name}" is no name of an own file.`);
  const git = fs.folder(gitDir);
  if (git.find(name)?.kind === 'file') git.removeFile(name);
  if (git.find(`${name}.lock`)?.kind === 'file') git.removeFile(`${name}.lock`);
  const path = `${git.path}/${name}`;
  if (data === undefined && from === undefined) return { path, exists: false };
  if (data !== undefined) createFile(git, name, Buffer.from(data, 'base64'));
  else if (git.find('index')?.kind === 'file') createFile(git, name, git.open('index').readAll(1024 * 1024 * 1024));
  else return { path, exists: false };
  return { path, exists: true };
}

/** Replaces the index the way git does it: through its lock, so that no other git writes it meanwhile. */
export function replaceIndex(fs: Confined, { gitDir, data }: { gitDir: string; data: string | undefined }): void {
  const git = fs.folder(gitDir);
  if (data === undefined) {
    if (git.find('index')?.kind === 'file') git.removeFile('index');
    return;
  }
  try {
    createFile(git, 'index.lock', Buffer.from(data, 'base64'));
  } catch (error) {
    if (error instanceof ToolError && error.code === 'conflict')
      throw new ToolError('unavailable', 'Another git process works in this repository (index.lock); try again.', {
        cause: error,
      });
    throw error;
  }
  git.rename('index.lock', git, 'index');
}

/** Makes folders of the git directory that git would make itself. */
export function ensureFolders(fs: Confined, { gitDir, names }: { gitDir: string; names: readonly string[] }): void {
  const git = fs.folder(gitDir);
  for (const name of names) if (git.find(name) === undefined) git.makeFolder(name);
}

/** The clone is complete: the list of commits where its history was cut goes. */
export function dropShallow(fs: Confined, { commonDir }: { commonDir: string }): void {
  const common = fs.folder(commonDir);
  if (common.find('shallow')?.kind === 'file') common.removeFile('shallow');
}

/** Gives the git directory of a new work tree the patterns of another one's sparse checkout, and its own configuration. */
export function shareSparse(fs: Confined, { from, to, config }: { from: string; to: string; config: string }): void {
  const source = fs.folder(from);
  const hasPatterns =
    source.find('info')?.kind === 'folder' && source.child('info').find('sparse-checkout')?.kind === 'file';
  const git = fs.folder(to);
  if (hasPatterns) {
    const patterns = fs.file(`${from}/info/sparse-checkout`).readAll(64 * 1024 * 1024);
    if (git.find('info') === undefined) git.makeFolder('info');
    const info = git.child('info');
    // git from 2.36 on has copied the patterns already, but not the configuration that makes them count.
    if (info.find('sparse-checkout') === undefined) createFile(info, 'sparse-checkout', patterns);
    info.close();
  }
  if (config !== '' && git.find('config.worktree') === undefined)
    createFile(git, 'config.worktree', Buffer.from(config));
}

/** Makes the `.git` file of a linked work tree name another shared directory. */
export function adoptWorktree(fs: Confined, { top, from, to }: { top: string; from: string; to: string }): void {
  const tree = fs.folder(top);
  const stat = tree.stat('.git');
  const text = tree
    .open('.git')
    .readAll(64 * 1024)
    .toString();
  const written = from.replaceAll(path.sep, '/');
  if (!text.startsWith(`gitdir: ${written}/worktrees/`)) return;
  const rest = text.slice('gitdir: '.length + written.length);
  replaceFile(tree, '.git', stat, Buffer.from(`gitdir: ${to.replaceAll(path.sep, '/')}${rest}`));
}
