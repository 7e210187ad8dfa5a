import { lstatSync } from 'node:fs';
import { hunkIds } from '../shared.ts';
import { lines, type Walk, type Weighted } from './walk.ts';

const isFolder = (name: string): boolean => lstatSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function addAll(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  await walk.both('add .', 'git_add', { files: ['.'] }, ['add', '--sparse', '.']);
}

async function addOne(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  const changed = lines(walk.twin.git('-c', 'core.quotePath=false', 'diff', '--name-only', '--ignore-submodules'));
  if (changed.length === 0) return;
  const name = walk.random.pick(changed);
  // git does not find a file that is gone outside of a sparse checkout; ours stages its removal.
  const isSparse = walk.twin.git('config', '--default', 'false', '--type', 'bool', 'core.sparseCheckout') === 'true';
  if (isSparse && !walk.twin.has(name)) return;
  await walk.both(`add ${name}`, 'git_add', { files: [name] }, ['add', '--sparse', '--', name]);
}

async function update(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  await walk.both('add -u', 'git_add', { update: true, files: ['.'] }, ['add', '--sparse', '--update', '.']);
}

async function intent(walk: Walk): Promise<void> {
  const fresh = lines(walk.twin.git('-c', 'core.quotePath=false', 'ls-files', '--others', '--exclude-standard'));
  if (fresh.length === 0) return;
  const name = walk.random.pick(fresh);
  await walk.both(`intend ${name}`, 'git_add', { intent: true, files: [name] }, [
    'add',
    '--sparse',
    '--intent-to-add',
    '--',
    name,
  ]);
}

/** The patch of one hunk of a file, as git's own diff has it. */
function hunkOf(walk: Walk, name: string, which: number, cached: boolean): string {
  const diff = walk.twin.bytes(['diff', ...(cached ? ['--cached'] : []), '--', name]).toString('latin1');
  const [head = '', ...hunks] = diff.split(/^(?=@@ )/m);
  return head + (hunks[which] ?? '');
}

const hunksOf = (walk: Walk, name: string, cached: boolean): number =>
  [...walk.twin.git('diff', ...(cached ? ['--cached'] : []), '--', name).matchAll(/^@@ /gm)].length;

async function oneHunk(walk: Walk, { cached }: { cached: boolean }): Promise<void> {
  if (walk.twin.git('ls-files', '--unmerged') !== '') return;
  const changed = lines(
    walk.twin.git(
      'diff',
      ...(cached ? ['--cached'] : []),
      '--name-only',
      '--no-renames',
      '--diff-filter=M',
      '--ignore-submodules',
      '--',
      '*.txt',
    ),
  ).filter((name) => !name.startsWith('"') && hunksOf(walk, name, cached) > 0);
  if (changed.length === 0) return;
  const name = walk.random.pick(changed);
  const which = walk.random.below(hunksOf(walk, name, cached));
  const diff = await walk.server.ok(walk.repo, cached ? 'git_diff_staged' : 'git_diff_unstaged', { paths: [name] });
  const id = hunkIds(diff)[which];
  if (id === undefined) return;
  const patch = hunkOf(walk, name, which, cached);
  const reverse = cached ? ['--reverse'] : [];
  walk.note(`${cached ? 'unstage' : 'stage'} hunk ${which} of ${name}`);
  await walk.server.ok(walk.repo, cached ? 'git_reset' : 'git_add', { hunks: [id] });
  walk.twin.bytes(['apply', '--cached', ...reverse, '-'], Buffer.from(patch, 'latin1'));
}

async function commit(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  const message = `commit ${walk.next()}`;
  if (walk.random.oneIn(2)) await addAll(walk);
  await walk.both(message, 'git_commit', { message }, ['commit', '--quiet', '-m', message]);
}

async function commitAll(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  const message = `all ${walk.next()}`;
  await walk.both(message, 'git_commit', { message, all: true }, ['commit', '--quiet', '--all', '-m', message]);
}

async function commitPaths(walk: Walk): Promise<void> {
  if (walk.unmerged() !== '') return;
  const changed = lines(
    walk.twin.git('-c', 'core.quotePath=false', 'diff', '--name-only', '--ignore-submodules', 'HEAD'),
  );
  if (changed.length === 0) return;
  const [message, name] = [`only ${walk.next()}`, walk.random.pick(changed)];
  await walk.both(`${message} ${name}`, 'git_commit', { message, paths: [name] }, [
    'commit',
    '--quiet',
    '-m',
    message,
    '--',
    name,
  ]);
}

async function amend(walk: Walk): Promise<void> {
  const message = walk.random.oneIn(2) ? `amended ${walk.next()}` : undefined;
  const words = message === undefined ? ['--no-edit'] : ['-m', message];
  await walk.destroy('amend', 'git_commit', { amend: true, ...(message !== undefined && { message }) }, [
    'commit',
    '--quiet',
    '--amend',
    ...words,
  ]);
}

async function unstage(walk: Walk): Promise<void> {
  await walk.both('unstage', 'git_reset', {}, ['reset', '--quiet']);
}

async function unstageOne(walk: Walk): Promise<void> {
  const staged = lines(walk.twin.git('-c', 'core.quotePath=false', 'diff', '--cached', '--no-renames', '--name-only'));
  if (staged.length === 0) return;
  const name = walk.random.pick(staged);
  await walk.both(`unstage ${name}`, 'git_reset', { paths: [name] }, ['reset', '--quiet', '--', name]);
}

async function discard(walk: Walk): Promise<void> {
  const files = walk.files();
  if (files.length === 0) return;
  const name = walk.random.pick([...files, '.']);
  await walk.destroy(`discard ${name}`, 'git_reset', { mode: 'discard', paths: [name] }, ['restore', '--', name]);
}

async function discardTo(walk: Walk): Promise<void> {
  const name = walk.random.pick(['a.txt', 'b.txt', 'folder/c.txt']);
  if (walk.twin.git('ls-tree', 'HEAD', '--', name) === '' || walk.twin.git('ls-files', '--', name) === '') return;
  await walk.destroy(`take ${name} from HEAD`, 'git_reset', { mode: 'discard', target: 'HEAD', paths: [name] }, [
    'restore',
    '--source=HEAD',
    '--',
    name,
  ]);
}

async function clean(walk: Walk): Promise<void> {
  // git leaves files in a folder that stands where a tracked file was; the tool removes them.
  if (
    lines(walk.twin.git('-c', 'core.quotePath=false', 'ls-files')).some(
      (name) => name !== 'module' && isFolder(walk.twin.at(name)),
    )
  )
    return;
  const ignored = walk.random.oneIn(2);
  await walk.destroy('clean', 'git_reset', { mode: 'clean', ignored }, [
    'clean',
    '--quiet',
    '--force',
    '-d',
    ...(ignored ? ['-x'] : []),
  ]);
}

async function resetTo(walk: Walk): Promise<void> {
  const mode = walk.random.pick(['soft', 'mixed', 'keep', 'hard']);
  const target = walk.random.pick(['HEAD', 'HEAD~1', ...walk.branches()]);
  await walk.destroy(`reset --${mode} ${target}`, 'git_reset', { mode, target }, [
    'reset',
    '--quiet',
    `--${mode}`,
    target,
  ]);
}

export const staging: readonly Weighted[] = [
  [4, addAll],
  [3, addOne],
  [1, update],
  [1, intent],
  [3, (walk) => oneHunk(walk, { cached: false })],
  [2, (walk) => oneHunk(walk, { cached: true })],
  [8, commit],
  [2, commitAll],
  [2, commitPaths],
  [2, amend],
  [1, unstage],
  [2, unstageOne],
  [2, discard],
  [1, discardTo],
  [2, clean],
  [3, resetTo],
];
