import path from 'node:path';
import { lines, type Walk, type Weighted } from './walk.ts';

/** A repository inside this one that .gitmodules does not name: git would start in it, so it is not stashed around. */
const hasStrayModule = (walk: Walk): boolean =>
  walk.twin.git('ls-files', '--', 'module') !== '' &&
  !(walk.twin.has('.gitmodules') && walk.twin.read('.gitmodules').includes('module'));

/** True where plain git makes no stash, and says so with success. */
const nothingToStash = (walk: Walk, untracked: boolean): boolean =>
  walk.twin.git(
    'status',
    '--porcelain',
    '--ignore-submodules=all',
    `--untracked-files=${untracked ? 'normal' : 'no'}`,
  ) === '';

async function push(walk: Walk): Promise<void> {
  const untracked = walk.random.oneIn(3);
  const keep = walk.random.oneIn(4);
  if (nothingToStash(walk, untracked) || hasStrayModule(walk)) return;
  const message = `stash ${walk.next()}`;
  await walk.both(message, 'git_stash', { action: 'push', message, untracked, keep_index: keep }, [
    'stash',
    'push',
    '--quiet',
    '-m',
    message,
    ...(untracked ? ['--include-untracked'] : []),
    ...(keep ? ['--keep-index'] : []),
  ]);
}

async function pushPaths(walk: Walk): Promise<void> {
  const changed = lines(
    walk.twin.git('-c', 'core.quotePath=false', 'diff', '--name-only', '--ignore-submodules', 'HEAD'),
  );
  if (changed.length === 0 || hasStrayModule(walk)) return;
  const [message, name] = [`stash ${walk.next()}`, walk.random.pick(changed)];
  await walk.both(`${message} of ${name}`, 'git_stash', { action: 'push', message, paths: [name] }, [
    'stash',
    'push',
    '--quiet',
    '-m',
    message,
    '--',
    name,
  ]);
}

async function apply(walk: Walk): Promise<void> {
  const count = walk.stashes();
  if (count === 0) return;
  const at = walk.random.below(count);
  const [action, index] = [walk.random.pick(['apply', 'pop', 'pop']), walk.random.oneIn(3)];
  const stash = walk.repo.git('rev-parse', `stash@{${at}}`);
  // git applies the rest of such a stash; the tool refuses it whole.
  const untracked = walk.twin.attempt(['ls-tree', '-r', '--name-only', '-z', `stash@{${at}}^3`]);
  if (untracked.code === 0 && untracked.output.split('\0').some((name) => name !== '' && walk.twin.has(name))) return;
  await walk.both(`${action} ${at}${index ? ' --index' : ''}`, 'git_stash', { action, stash, index }, [
    'stash',
    action,
    '--quiet',
    ...(index ? ['--index'] : []),
    `stash@{${at}}`,
  ]);
}

async function dropStash(walk: Walk): Promise<void> {
  const count = walk.stashes();
  if (count === 0) return;
  const at = walk.random.below(count);
  await walk.destroy(`drop ${at}`, 'git_delete', { what: 'stash', name: String(at) }, [
    'stash',
    'drop',
    '--quiet',
    `stash@{${at}}`,
  ]);
}

async function clearStashes(walk: Walk): Promise<void> {
  if (walk.stashes() === 0) return;
  await walk.destroy('clear stashes', 'git_delete', { what: 'all_stashes' }, ['stash', 'clear']);
}

async function tag(walk: Walk): Promise<void> {
  const name = `tag-${walk.next()}`;
  const message = walk.random.oneIn(2) ? `about ${name}` : undefined;
  await walk.both(name, 'git_create', { what: 'tag', name, ...(message !== undefined && { message }) }, [
    'tag',
    ...(message === undefined ? [] : ['-m', message]),
    name,
  ]);
}

async function deleteTag(walk: Walk): Promise<void> {
  const tags = walk.tags();
  if (tags.length === 0) return;
  const name = walk.random.pick(tags);
  await walk.destroy(`delete ${name}`, 'git_delete', { what: 'tag', name }, ['tag', '--delete', name]);
}

function note(walk: Walk): void {
  const text = `note ${walk.next()}`;
  walk.write(text, (repo) => void repo.git('notes', 'add', '--force', '-m', text, 'HEAD'));
  for (const place of [walk.ours, walk.plain]) place.hasNotes = true;
}

async function addTree(walk: Walk): Promise<void> {
  const name = `tree-${walk.next()}`;
  const fresh = walk.random.oneIn(2);
  const branch = fresh ? `branch-of-${name}` : walk.random.pick(walk.branches());
  const place = path.join(walk.ours.base, name);
  const git = ['worktree', 'add', '--quiet', `../${name}`, ...(fresh ? ['-b', branch] : [branch])];
  await walk.both(`add ${name} on ${branch}`, 'git_worktree', { action: 'add', path: place, branch }, git);
  for (const one of [walk.ours, walk.plain]) one.refresh(name);
}

const linked = (walk: Walk): string[] => walk.plain.names.filter((name) => name !== walk.tree && name !== 'main');

async function removeTree(walk: Walk): Promise<void> {
  const [name] = linked(walk);
  if (name === undefined || walk.plain.operation(name) !== undefined) return;
  await walk.both(`remove ${name}`, 'git_worktree', { action: 'remove', path: path.join(walk.ours.base, name) }, [
    'worktree',
    'remove',
    '--force',
    `../${name}`,
  ]);
  for (const one of [walk.ours, walk.plain]) one.refresh(name);
}

async function moveTree(walk: Walk): Promise<void> {
  const [name] = linked(walk);
  if (name === undefined) return;
  const to = `moved-${walk.next()}`;
  const at = (one: string) => path.join(walk.ours.base, one);
  await walk.both(`move ${name} to ${to}`, 'git_worktree', { action: 'move', path: at(name), to: at(to) }, [
    'worktree',
    'move',
    `../${name}`,
    `../${to}`,
  ]);
  for (const one of [walk.ours, walk.plain]) for (const changed of [name, to]) one.refresh(changed);
}

/** Continues in another work tree. */
function goElsewhere(walk: Walk): void {
  walk.tree = walk.random.pick(walk.plain.names);
}

async function updateModule(walk: Walk): Promise<void> {
  if (walk.twin.git('ls-files', '--', 'module') === '' || walk.twin.git('ls-files', '--unmerged') !== '') return;
  await walk.both('update the module', 'git_update_submodules', {}, [
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'update',
    '--init',
    '--',
    'module',
  ]);
}

async function sparse(walk: Walk): Promise<void> {
  const folders = walk.random.pick([['folder'], ['other', 'folder/deep'], []]);
  if (folders.some((folder) => walk.twin.git('ls-tree', '-d', 'HEAD', '--', folder) === '')) return;
  const git = folders.length === 0 ? ['sparse-checkout', 'disable'] : ['sparse-checkout', 'set', '--cone', ...folders];
  await walk.both(`sparse ${folders.join()}`, 'git_configure', { action: 'sparse_checkout', folders }, git);
}

export const side: readonly Weighted[] = [
  [4, push],
  [2, pushPaths],
  [4, apply],
  [2, dropStash],
  [1, clearStashes],
  [2, tag],
  [1, deleteTag],
  [1, note],
  [3, addTree],
  [2, removeTree],
  [1, moveTree],
  [5, goElsewhere],
  [2, updateModule],
  [1, sparse],
];
