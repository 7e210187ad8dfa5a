import { ToolError, visible } from '@mcp-reference/kit';
import { command, pathsOnStdin, type GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';
import { argument, type TreePath } from '../paths.ts';

const write = (args: readonly string[], more: Partial<GitCommand> = {}): GitCommand =>
  command({ args, kind: 'write', most: 1024 * 1024, ...more });

const withPaths = (args: readonly string[], paths: readonly TreePath[], more: Partial<GitCommand> = {}): GitCommand => {
  const { flags, input } = pathsOnStdin(paths);
  return write([...args, ...flags], { ...more, input });
};

/**
 * The short name of a reference, or an object id, where git takes nothing else. Names that git would take for an option can exist.
 * @throws ToolError `unsupported` for those.
 */
function asArgument(ref: RefName | Oid): string {
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  if (name.startsWith('-'))
    throw new ToolError(
      'unsupported',
      `"${visible(name)}" begins with "-", which git takes for an option; rename it with update-ref in a terminal.`,
    );
  return name;
}

export const add = (paths: readonly TreePath[], { force = false, update = false, intent = false } = {}): GitCommand =>
  withPaths(
    ['add', ...(force ? ['--force'] : []), ...(update ? ['--update'] : []), ...(intent ? ['--intent-to-add'] : [])],
    paths,
  );

/** Makes the index of these paths what a commit has; without one, what HEAD has. */
export const unstage = (paths: readonly TreePath[], from?: Oid): GitCommand =>
  withPaths(['reset', '--quiet', ...(from ? [from] : [])], paths);

export const unstageAll = (): GitCommand => write(['reset', '--quiet']);

/** Takes paths out of the index of a repository without commits. */
export const forget = (paths: readonly TreePath[]): GitCommand =>
  withPaths(['rm', '--cached', '-r', '--quiet', '--force', '--ignore-unmatch'], paths);

export const restore = (
  paths: readonly TreePath[],
  { source, staged, worktree }: { source?: Oid | undefined; staged: boolean; worktree: boolean },
): GitCommand =>
  withPaths(
    [
      'restore',
      '--quiet',
      ...(source ? [`--source=${source}`] : []),
      ...(staged ? ['--staged'] : []),
      ...(worktree ? ['--worktree'] : []),
    ],
    paths,
  );

/** Applies a patch to the index, the work tree, or both. The patch is checked first: all of it goes in or nothing. */
export const applyPatch = (
  patch: Uint8Array,
  {
    to,
    reverse = false,
    threeWay = false,
    check = false,
    recount = false,
  }: { to: 'index' | 'worktree' | 'both'; reverse?: boolean; threeWay?: boolean; check?: boolean; recount?: boolean },
): GitCommand =>
  write(
    [
      'apply',
      '--whitespace=nowarn',
      ...(to === 'index' ? ['--cached'] : to === 'both' ? ['--index'] : []),
      ...(reverse ? ['--reverse'] : []),
      ...(threeWay ? ['--3way'] : []),
      ...(check ? ['--check'] : []),
      ...(recount ? ['--recount'] : []),
      '-',
    ],
    { input: patch },
  );

export interface CommitOptions {
  message?: string | undefined;
  amend?: boolean;
  allowEmpty?: boolean;
  author?: string | undefined;
  noVerify?: boolean;
  signoff?: boolean;
  trusted: boolean;
}

/** The message comes on stdin and is kept, but for blank space at the ends of lines. */
export const commit = ({ message, amend, allowEmpty, author, noVerify, signoff, trusted }: CommitOptions): GitCommand =>
  write(
    [
      'commit',
      '--no-status',
      '--quiet',
      ...(message === undefined ? ['--no-edit'] : ['--file=-', '--cleanup=whitespace']),
      ...(amend ? ['--amend'] : []),
      ...(allowEmpty ? ['--allow-empty'] : []),
      ...(author ? [`--author=${author}`] : []),
      ...(noVerify || !trusted ? ['--no-verify'] : []),
      ...(signoff ? ['--signoff'] : []),
    ],
    { input: message },
  );

export const resetTo = (mode: 'soft' | 'mixed' | 'hard' | 'keep' | 'merge', to: Oid): GitCommand =>
  write(['reset', '--quiet', `--${mode}`, to]);

export const switchTo = (branch: RefName): GitCommand => write(['switch', '--quiet', '--no-guess', asArgument(branch)]);

/** Makes a branch that follows a remote's, and checks it out. */
export const switchTracking = (branch: RefName, remote: RefName): GitCommand =>
  write(['switch', '--quiet', '--track=direct', '--create', asArgument(branch), remote]);

export const switchNew = (branch: RefName, at: Oid): GitCommand =>
  write(['switch', '--quiet', '--no-track', '--create', asArgument(branch), at]);

export const switchOrphan = (branch: RefName): GitCommand => write(['symbolic-ref', 'HEAD', branch]);

export const detach = (at: Oid): GitCommand => write(['switch', '--quiet', '--detach', at]);

export const setHead = (ref: RefName, why: string): GitCommand => write(['symbolic-ref', '-m', why, 'HEAD', ref]);

export const createBranch = (branch: RefName, at: Oid): GitCommand =>
  write(['branch', '--no-track', '--', asArgument(branch), at]);

export const renameBranch = (from: RefName, to: RefName): GitCommand =>
  write(['branch', '--move', '--', asArgument(from), asArgument(to)]);

export const setUpstream = (branch: RefName, remote: string, onRemote: string): GitCommand =>
  write(['branch', `--set-upstream-to=${remote}/${onRemote}`, '--', asArgument(branch)]);

export const unsetUpstream = (branch: RefName): GitCommand =>
  write(['branch', '--unset-upstream', '--', asArgument(branch)]);

/** Deletes a branch with its configuration; what is lost by it was computed before. */
export const deleteBranch = (branch: RefName): GitCommand =>
  write(['branch', '--quiet', '--delete', '--force', '--', asArgument(branch)]);

export const createTag = (tag: RefName, at: Oid, message: string | undefined, sign: boolean): GitCommand =>
  write(
    [
      'tag',
      ...(message === undefined
        ? ['--no-sign']
        : ['--annotate', ...(sign ? [] : ['--no-sign']), '--file=-', '--cleanup=whitespace']),
      '--',
      asArgument(tag),
      at,
    ],
    { input: message },
  );

/** One transaction: all references change, or none. `old` is what each must be before; zeros stand for "not there". */
export const updateRefs = (
  updates: readonly { ref: RefName; to: Oid | undefined; old?: Oid | undefined }[],
  why: string,
): GitCommand =>
  write(['update-ref', '-m', why, '--no-deref', '--stdin', '-z'], {
    input: updates
      .map(({ ref, to, old }) =>
        to === undefined ? `delete ${ref}\0${old ?? ''}\0` : `update ${ref}\0${to}\0${old ?? ''}\0`,
      )
      .join(''),
  });

/** Moves HEAD itself, without the branch that it may stand for. */
export const detachHead = (to: Oid, why: string): GitCommand =>
  write(['update-ref', '-m', why, '--no-deref', 'HEAD', to]);

export const stashPush = (
  message: string,
  {
    untracked,
    staged,
    keepIndex,
    paths,
  }: { untracked: boolean; staged: boolean; keepIndex: boolean; paths: readonly TreePath[] },
): GitCommand => {
  const args = [
    'stash',
    'push',
    '--quiet',
    `--message=${message}`,
    ...(untracked ? ['--include-untracked'] : []),
    ...(staged ? ['--staged'] : []),
    keepIndex ? '--keep-index' : '--no-keep-index',
  ];
  // Without paths git itself cleans up with a pattern (":/"), which must not be taken for a name.
  return paths.length === 0 ? write(args, { env: { GIT_LITERAL_PATHSPECS: '0' } }) : withPaths(args, paths);
};

export const stashApply = (oid: Oid, index: boolean): GitCommand =>
  write(['stash', 'apply', '--quiet', ...(index ? ['--index'] : []), oid]);

export const stashDrop = (index: number): GitCommand => write(['stash', 'drop', '--quiet', `stash@{${index}}`]);

export const stashStore = (oid: Oid, message: string): GitCommand =>
  write(['stash', 'store', '--quiet', `--message=${message}`, oid]);

export const stashClear = (): GitCommand => write(['stash', 'clear']);

export const merge = (
  commit: Oid,
  { message, ff, squash }: { message: string; ff: 'only' | 'no' | 'auto'; squash: boolean },
): GitCommand =>
  write([
    'merge',
    '--no-edit',
    '--no-progress',
    '--no-stat',
    '--no-autostash',
    '--no-verify-signatures',
    '--strategy=ort',
    `--cleanup=whitespace`,
    ...(ff === 'only' ? ['--ff-only'] : ff === 'no' && !squash ? ['--no-ff'] : ['--ff']),
    ...(squash ? ['--squash'] : ['--no-squash']),
    `--message=${message}`,
    commit,
  ]);

export const pick = (
  what: 'cherry-pick' | 'revert',
  commits: readonly Oid[],
  { mainline, noCommit, origin }: { mainline?: number | undefined; noCommit: boolean; origin: boolean },
): GitCommand =>
  write([
    what,
    ...(what === 'revert' ? ['--no-edit'] : ['--keep-redundant-commits', '--allow-empty']),
    ...(mainline ? [`--mainline=${mainline}`] : []),
    ...(noCommit ? ['--no-commit'] : []),
    ...(origin && what === 'cherry-pick' ? ['-x'] : []),
    ...commits,
  ]);

/** Goes on with, gives up, or forgets whatever is in progress. */
export const proceed = (
  operation: 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'am',
  how: 'continue' | 'skip' | 'abort' | 'quit',
): GitCommand => write([operation, `--${how}`]);

/** A rebase whose steps are ours: the editor that git starts for the list is a copy of the file that we wrote. */
export const rebase = ({
  onto,
  upstream,
  todoFile,
  merges,
}: {
  onto: Oid;
  upstream: Oid | undefined;
  todoFile?: string | undefined;
  merges?: boolean;
}): GitCommand =>
  write(
    [
      'rebase',
      '--merge',
      '--no-autostash',
      '--no-autosquash',
      '--no-stat',
      '--no-verify',
      '--no-fork-point',
      '--empty=drop',
      '--reapply-cherry-picks',
      ...(merges ? ['--rebase-merges'] : ['--no-rebase-merges']),
      ...(todoFile ? ['--interactive', '--keep-empty'] : []),
      `--onto=${onto}`,
      ...(upstream ? [upstream] : ['--root']),
    ],
    {
      ...(todoFile && { env: { GIT_SEQUENCE_EDITOR: `cp ${shellQuoted(todoFile)}` } }),
    },
  );

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const checkoutSide = (paths: readonly TreePath[], side: 'ours' | 'theirs'): GitCommand =>
  withPaths(['checkout', '--quiet', `--${side}`], paths);

/** Writes the conflict markers into the file again. */
export const checkoutMerge = (paths: readonly TreePath[]): GitCommand =>
  withPaths(['checkout', '--quiet', '--merge'], paths);

export const remove = (paths: readonly TreePath[], cached: boolean): GitCommand =>
  withPaths(['rm', '--quiet', '--force', '-r', '--ignore-unmatch', ...(cached ? ['--cached'] : [])], paths);

export const bisect = (how: 'start' | 'good' | 'bad' | 'skip' | 'reset', commits: readonly Oid[]): GitCommand =>
  write(['bisect', how, ...commits]);

export const applyMails = (mails: Uint8Array): GitCommand =>
  write(['am', '--3way', '--no-gpg-sign', '--keep-cr', '--quiet', '--whitespace=nowarn', '--no-verify'], {
    input: mails,
  });

export const remoteAdd = (name: string, url: string): GitCommand =>
  write(['remote', 'add', '--no-tags', '--', name, url]);

export const remoteRename = (from: string, to: string): GitCommand =>
  write(['remote', 'rename', '--no-progress', '--', from, to]);

export const remoteSetUrl = (name: string, url: string, push: boolean): GitCommand =>
  write(['remote', 'set-url', ...(push ? ['--push'] : []), '--', name, url]);

export const remoteRemove = (name: string): GitCommand => write(['remote', 'remove', '--', name]);

export const worktreeAdd = (
  path: string,
  { branch, at, detach }: { branch: RefName | undefined; at: Oid | RefName; detach: boolean },
): GitCommand =>
  write([
    'worktree',
    'add',
    '--quiet',
    '--no-guess-remote',
    ...(branch ? ['-b', asArgument(branch)] : []),
    ...(detach ? ['--detach'] : []),
    '--',
    path,
    asArgument(at),
  ]);

export const worktreeRemove = (path: string, force: boolean): GitCommand =>
  write(['worktree', 'remove', ...(force ? ['--force'] : []), '--', path]);

export const worktreePrune = (): GitCommand => write(['worktree', 'prune', '--verbose']);

export const worktreeLock = (path: string, lock: boolean): GitCommand =>
  write(['worktree', lock ? 'lock' : 'unlock', '--', path]);

export const init = (path: string, branch: RefName, bare: boolean): GitCommand =>
  write(['init', '--quiet', `--initial-branch=${asArgument(branch)}`, ...(bare ? ['--bare'] : []), '--', path]);

export const hashObject = (bytes: Uint8Array, type: 'blob' | 'commit' = 'blob'): GitCommand =>
  write(['hash-object', '-w', '--no-filters', '-t', type, '--stdin'], { input: bytes });

/** Entries of the index set as they are; `stdin` is what `--index-info` reads. */
export const updateIndex = (stdin: string | Uint8Array): GitCommand =>
  write(['update-index', '-z', '--index-info'], { input: stdin });

export const refreshIndex = (): GitCommand =>
  write(['update-index', '-q', '--refresh', '--ignore-submodules'], { ok: [1] });

export const setExecutable = (paths: readonly TreePath[], on: boolean): GitCommand =>
  write(['update-index', `--chmod=${on ? '+' : '-'}x`, '--', ...paths.map(argument)]);

export const writeTree = (index: string): GitCommand => write(['write-tree'], { env: { GIT_INDEX_FILE: index } });

export const withIndex = (index: string, inner: GitCommand): GitCommand =>
  command({ ...inner, env: { ...inner.env, GIT_INDEX_FILE: index } });

export const readTree = (tree: Oid): GitCommand =>
  write(['read-tree', '--reset', '-u', '--no-recurse-submodules', tree]);

export const readTreeInto = (index: string, tree: Oid): GitCommand =>
  write(['read-tree', tree], { env: { GIT_INDEX_FILE: index } });

export const fastImport = (stream: Uint8Array): GitCommand =>
  write(['fast-import', '--quiet', '--date-format=raw'], { input: stream });

export const emptyTree = (): GitCommand => write(['hash-object', '-w', '-t', 'tree', '--stdin'], { input: '' });

/** Writes files from an index of its own, for names that only git makes. */
export const checkoutIndex = (index: string, paths: readonly Uint8Array[]): GitCommand =>
  write(['checkout-index', '--force', '-z', '--stdin'], {
    input: pathsOnStdin(paths).input,
    env: { GIT_INDEX_FILE: index },
  });
