import { lines, type Walk, type Weighted } from './walk.ts';

const isMerge = (walk: Walk, revision: string): boolean =>
  walk.twin.git('rev-list', '--no-walk', '--merges', revision) !== '';

const isBusy = (walk: Walk): boolean => walk.plain.operation(walk.tree) !== undefined;

async function branch(walk: Walk): Promise<void> {
  const name = `branch-${walk.next()}`;
  const base = walk.random.pick(['HEAD', ...walk.branches()]);
  const checkout = walk.random.oneIn(2) && base === 'HEAD';
  const git = checkout ? ['switch', '--quiet', '--create', name] : ['branch', '--no-track', name, base];
  await walk.both(
    `branch ${name} at ${base}`,
    'git_create_branch',
    { branch_name: name, base_branch: base, checkout },
    git,
  );
}

async function checkout(walk: Walk): Promise<void> {
  const name = walk.random.pick(walk.branches());
  await walk.both(`checkout ${name}`, 'git_checkout', { branch_name: name }, ['switch', '--quiet', name]);
}

async function detach(walk: Walk): Promise<void> {
  const name = walk.random.pick([...walk.tags(), 'HEAD~1']);
  await walk.both(`detach at ${name}`, 'git_checkout', { branch_name: name }, ['switch', '--quiet', '--detach', name]);
}

async function renameBranch(walk: Walk): Promise<void> {
  const [name, value] = [walk.random.pick(walk.branches()), `renamed-${walk.next()}`];
  await walk.both(`rename ${name}`, 'git_configure', { action: 'rename_branch', name, value }, [
    'branch',
    '--move',
    name,
    value,
  ]);
}

async function deleteBranch(walk: Walk): Promise<void> {
  const name = walk.random.pick(walk.branches());
  await walk.destroy(`delete ${name}`, 'git_delete', { what: 'branch', name }, ['branch', '--quiet', '-D', name]);
}

async function merge(walk: Walk): Promise<void> {
  const [name, message] = [walk.random.pick(walk.branches()), `merge ${walk.next()}`];
  const ff = walk.random.pick(['auto', 'auto', 'only', 'no']);
  const flag = { auto: [], only: ['--ff-only'], no: ['--no-ff'] }[ff] ?? [];
  await walk.both(`merge ${name} (${ff})`, 'git_merge', { revisions: [name], message, ff }, [
    'merge',
    '--no-stat',
    ...flag,
    '-m',
    message,
    name,
  ]);
}

async function stagedMerge(walk: Walk): Promise<void> {
  const [name, message] = [walk.random.pick(walk.branches()), `merge ${walk.next()}`];
  const way = walk.random.pick(['squash', 'no_commit']);
  await walk.both(`merge ${name} (${way})`, 'git_merge', { revisions: [name], [way]: true, message }, [
    'merge',
    '--no-stat',
    ...(way === 'squash' ? ['--squash'] : ['--no-commit', '--no-ff', '-m', message]),
    name,
  ]);
}

async function octopus(walk: Walk): Promise<void> {
  const names = [...new Set([walk.random.pick(walk.branches()), walk.random.pick(walk.branches())])];
  if (names.length < 2 || !walk.isClean()) return;
  const message = `octopus ${walk.next()}`;
  await walk.both(`merge ${names.join(' and ')}`, 'git_merge', { revisions: names, message }, [
    'merge',
    '--no-stat',
    '-m',
    message,
    ...names,
  ]);
}

async function cherryPick(walk: Walk): Promise<void> {
  const name = walk.random.pick([...walk.branches(), ...walk.tags()]);
  if (isMerge(walk, name) || isBusy(walk)) return;
  const origin = walk.random.oneIn(3);
  const git = ['cherry-pick', '--keep-redundant-commits', ...(origin ? ['-x'] : []), name];
  await walk.both(`pick ${name}`, 'git_cherry_pick', { revisions: [name], origin }, git);
}

/** The last commits of a branch, without merges. */
async function cherryPickRange(walk: Walk): Promise<void> {
  if (isBusy(walk)) return;
  const name = walk.random.pick(walk.branches());
  const range = `${name}~2..${name}`;
  if (walk.twin.attempt(['rev-parse', '--verify', '--quiet', `${name}~2`]).code !== 0) return;
  if (walk.twin.git('rev-list', '--merges', range) !== '') return;
  await walk.both(`pick ${range}`, 'git_cherry_pick', { revisions: [range] }, [
    'cherry-pick',
    '--keep-redundant-commits',
    range,
  ]);
}

async function revert(walk: Walk): Promise<void> {
  if (isBusy(walk)) return;
  const merged = isMerge(walk, 'HEAD');
  const args = { revisions: ['HEAD'], ...(merged && { mainline: 1 }) };
  await walk.both('revert', 'git_revert', args, [
    'revert',
    '--no-edit',
    ...(merged ? ['--mainline', '1'] : []),
    'HEAD',
  ]);
}

async function revertStaged(walk: Walk): Promise<void> {
  if (isMerge(walk, 'HEAD') || isBusy(walk)) return;
  await walk.both('revert, staged', 'git_revert', { revisions: ['HEAD'], no_commit: true }, [
    'revert',
    '--no-commit',
    'HEAD',
  ]);
}

/** git rebases although another commit of a submodule is staged; the tool refuses, as with any other change. */
const hasStagedModule = (walk: Walk): boolean =>
  walk.twin.git('diff', '--cached', '--name-only', '--', 'module') !== '';

async function rebase(walk: Walk): Promise<void> {
  if (isBusy(walk) || hasStagedModule(walk)) return;
  const onto = walk.random.pick(walk.branches());
  const more = walk.random.pick(['', 'merges', 'autosquash']);
  const flags = { merges: ['--rebase-merges'], autosquash: ['--interactive', '--autosquash'] }[more] ?? [];
  await walk.destroy(`rebase ${more} onto ${onto}`, 'git_rebase', { onto, ...(more !== '' && { [more]: true }) }, [
    '-c',
    'sequence.editor=:',
    '-c',
    'core.editor=:',
    'rebase',
    '--quiet',
    '--empty=drop',
    '--no-fork-point',
    ...flags,
    onto,
  ]);
}

/** The last commits in another order, melted, reworded or left out. */
async function steps(walk: Walk): Promise<void> {
  if (isBusy(walk) || hasStagedModule(walk)) return;
  const found = lines(walk.twin.git('rev-list', '--first-parent', '-3', 'HEAD'));
  if (found.length < 3 || walk.twin.git('rev-list', '--merges', 'HEAD~2..HEAD') !== '' || isMerge(walk, 'HEAD~2'))
    return;
  const own = lines(walk.repo.git('rev-list', '--first-parent', '-3', 'HEAD'));
  const action = walk.random.pick(['squash', 'fixup', 'drop', 'pick', 'reword']);
  const melts = action === 'squash' || action === 'fixup';
  // Two commits that cancel each other: git stops in the middle of what stands in for "squash" in the twin.
  if (melts && walk.twin.git('rev-parse', 'HEAD^{tree}') === walk.twin.git('rev-parse', 'HEAD~2^{tree}')) return;
  const message = `message ${walk.next()}`;
  const plan: readonly [number, string][] = walk.random.oneIn(2)
    ? [
        [1, 'pick'],
        [0, action],
      ]
    : [
        [0, 'pick'],
        [1, action],
      ];
  const worded = action === 'reword' || action === 'squash';
  const todo = plan.map(([at, what]) => {
    const oid = found[at] ?? '';
    if (what === 'reword' || what === 'squash')
      return `${what === 'squash' ? 'fixup' : 'pick'} ${oid}\nexec git commit --quiet --amend --allow-empty -m "${message}"`;
    return `${what} ${oid}`;
  });
  walk.twin.write('../todo', `${todo.join('\n')}\n`);
  const args = {
    steps: plan.map(([at, what]) => ({ commit: own[at], action: what, ...(worded && what === action && { message }) })),
  };
  await walk.destroy(`steps ${plan.map(([at, what]) => `${what} ${at}`).join(', ')}`, 'git_rebase', args, [
    '-c',
    'sequence.editor=cp ../todo',
    '-c',
    'core.editor=:',
    'rebase',
    '--quiet',
    '--interactive',
    '--empty=drop',
    '--keep-empty',
    'HEAD~2',
  ]);
}

export const history: readonly Weighted[] = [
  [4, branch],
  [5, checkout],
  [2, detach],
  [1, renameBranch],
  [2, deleteBranch],
  [6, merge],
  [2, stagedMerge],
  [1, octopus],
  [3, cherryPick],
  [2, cherryPickRange],
  [2, revert],
  [1, revertStaged],
  [3, rebase],
  [2, steps],
];
