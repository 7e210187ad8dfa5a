import { command, type GitCommand } from '../command.ts';
import type { Oid, RefName } from '../names.ts';
import { argument, type TreePath } from '../paths.ts';

const MiB = 1024 * 1024;

/** After `--`, and literal by the environment. */
const behind = (paths: readonly TreePath[]): string[] => (paths.length === 0 ? [] : ['--', ...paths.map(argument)]);

/** Porcelain v2: complete, and independent of the user's configuration. */
export const status = ({
  untracked = 'normal',
  ignored = false,
  paths = [],
}: {
  untracked?: 'no' | 'normal' | 'all';
  ignored?: boolean;
  paths?: readonly TreePath[];
}): GitCommand =>
  command({
    args: [
      'status',
      '--porcelain=v2',
      '-z',
      '--branch',
      '--show-stash',
      '--renames',
      '--ignore-submodules=dirty',
      `--untracked-files=${untracked}`,
      ...(ignored ? ['--ignored=traditional'] : []),
      ...behind(paths),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

/** Both ends of a comparison: nothing for index and work tree, `cached` for HEAD and index, one commit or two. */
export interface Ends {
  cached?: boolean;
  from?: Oid | undefined;
  to?: Oid | undefined;
}

export interface DiffOptions {
  context?: number | undefined;
  ignoreWhitespace?: boolean | undefined;
  words?: boolean | undefined;
  paths?: readonly TreePath[];
}

/** What patches look like whatever the configuration says, and that nothing is executed for them. */
const patchFlags = (trusted: boolean): string[] => [
  '--no-color',
  '--no-ext-diff',
  trusted ? '--textconv' : '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
  '--ignore-submodules=dirty',
  '--submodule=short',
  '--inter-hunk-context=0',
  '--find-renames',
];

const diffArguments = (
  { cached, from, to }: Ends,
  { context = 3, ignoreWhitespace, words, paths = [] }: DiffOptions,
): string[] => [
  `--unified=${context}`,
  ...(ignoreWhitespace ? ['--ignore-all-space'] : []),
  ...(words ? ['--word-diff=plain'] : []),
  ...(cached ? ['--cached'] : []),
  ...(from ? [from] : []),
  ...(to ? [to] : []),
  ...behind(paths),
];

/** The list of changed files, then their patches, in one go: NUL-delimited lists first, patch text last. */
export const diff = (
  ends: Ends,
  options: DiffOptions,
  { trusted, most, patch = true }: { trusted: boolean; most: number; patch?: boolean },
): GitCommand =>
  command({
    args: [
      'diff',
      '-z',
      '--raw',
      '--numstat',
      '--abbrev=40',
      ...(patch ? ['--patch'] : []),
      ...patchFlags(trusted),
      ...diffArguments(ends, options),
    ],
    kind: 'read',
    most,
  });

/** The same for what a commit changed against its first parent. */
export const diffTree = (
  commit: Oid,
  options: DiffOptions,
  { trusted, most, patch = true }: { trusted: boolean; most: number; patch?: boolean },
): GitCommand =>
  command({
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--root',
      '--no-commit-id',
      '-m',
      '--first-parent',
      '--raw',
      '--numstat',
      '--abbrev=40',
      ...(patch ? ['--patch'] : []),
      ...patchFlags(trusted),
      ...diffArguments({ from: commit }, options),
    ],
    kind: 'read',
    most,
  });

/** A patch as `git apply` takes it: whole, binary content included. */
export const plainPatch = (ends: Ends, options: DiffOptions & { binary?: boolean }): GitCommand =>
  command({
    args: [
      'diff',
      '--patch',
      '--full-index',
      ...(options.binary ? ['--binary'] : []),
      ...patchFlags(false).filter((flag) => flag !== '--find-renames'),
      '--no-renames',
      ...diffArguments(ends, options),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

/** How many added and removed lines each of these commits has. */
export const numstats = (commits: readonly Oid[]): GitCommand =>
  command({
    args: [
      'diff-tree',
      '--stdin',
      '-r',
      '-z',
      '--root',
      '-m',
      '--first-parent',
      '--numstat',
      '--find-renames',
      '--no-ext-diff',
      '--no-textconv',
    ],
    kind: 'read',
    input: `${commits.join('\n')}\n`,
    most: 64 * MiB,
  });

export interface LogOptions {
  /** Where to start; what is reachable from `not` is left out. */
  from: readonly (Oid | RefName)[];
  not?: readonly Oid[];
  /** All branches, tags and remote branches, instead of `from`. */
  all?: boolean | undefined;
  max: number;
  skip?: number | undefined;
  since?: number | undefined;
  until?: number | undefined;
  author?: string | undefined;
  message?: string | undefined;
  /** Commits that change how often a text occurs, or whose changed lines match. */
  pickaxe?: { text: string; regex: boolean } | undefined;
  firstParent?: boolean | undefined;
  merges?: 'no' | 'only' | undefined;
  reverse?: boolean | undefined;
  follow?: boolean | undefined;
  paths?: readonly TreePath[];
}

/** Ten fields a commit, each ended by NUL, which no commit can contain. */
const logFormat = '%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%D%x00%B';
export const logFields = 10;

export const log = ({
  from,
  not = [],
  all,
  max,
  skip = 0,
  since,
  until,
  author,
  message,
  pickaxe,
  firstParent,
  merges,
  reverse,
  follow,
  paths = [],
}: LogOptions): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      `--format=${logFormat}`,
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--no-notes',
      '--no-show-signature',
      '--decorate=full',
      '--decorate-refs-exclude=refs/mcp-git/*',
      '--no-patch',
      `--max-count=${max}`,
      ...(skip > 0 ? [`--skip=${skip}`] : []),
      ...(since === undefined ? [] : [`--since=@${since}`]),
      ...(until === undefined ? [] : [`--until=@${until}`]),
      ...(author === undefined ? [] : ['--regexp-ignore-case', '--fixed-strings', `--author=${author}`]),
      ...(message === undefined ? [] : ['--regexp-ignore-case', '--fixed-strings', `--grep=${message}`]),
      ...(pickaxe === undefined ? [] : [`${pickaxe.regex ? '-G' : '-S'}${pickaxe.text}`]),
      ...(firstParent ? ['--first-parent'] : []),
      ...(merges === 'no' ? ['--no-merges'] : merges === 'only' ? ['--merges'] : []),
      ...(reverse ? ['--reverse'] : []),
      ...(follow ? ['--follow'] : ['--no-follow']),
      ...(all ? ['--exclude=refs/mcp-git/*', '--exclude=refs/stash', '--all'] : from),
      ...not.map((oid) => `^${oid}`),
      '--',
      ...paths.map(argument),
    ],
    kind: 'read',
    most: 32 * MiB,
  });

/** The history of some lines of a file: each commit's header, then its change of those lines. */
export const lineLog = (
  from: Oid,
  path: TreePath,
  range: string,
  { max, skip }: { max: number; skip: number },
): GitCommand =>
  command({
    args: [
      'log',
      `--format=%x00%H%x00%an%x00%at%x00%s%x00`,
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--no-notes',
      '--no-show-signature',
      `--max-count=${max}`,
      ...(skip > 0 ? [`--skip=${skip}`] : []),
      `-L${range}:${argument(path)}`,
      from,
      '--',
    ],
    kind: 'read',
    most: 8 * MiB,
  });

export const blame = ({
  revision,
  path,
  start,
  end,
  ignoreWhitespace,
  moves,
  trusted,
}: {
  revision: Oid | undefined;
  path: TreePath;
  start: number;
  end: number | undefined;
  ignoreWhitespace: boolean;
  moves: boolean;
  trusted: boolean;
}): GitCommand =>
  command({
    args: [
      'blame',
      '--porcelain',
      trusted ? '--textconv' : '--no-textconv',
      `-L${start},${end ?? ''}`,
      ...(ignoreWhitespace ? ['-w'] : []),
      ...(moves ? ['-M', '-C'] : []),
      ...(revision === undefined ? [] : [revision]),
      '--',
      argument(path),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

/** A commit's message, headers, and which kind of thing a revision is. */
export const forEachRef = ({
  patterns,
  format,
  sort,
  contains,
  notContains,
  merged,
  max,
}: {
  patterns: readonly string[];
  format: string;
  sort?: string;
  contains?: Oid | undefined;
  notContains?: Oid | undefined;
  merged?: { into: Oid; is: boolean } | undefined;
  max?: number;
}): GitCommand =>
  command({
    args: [
      'for-each-ref',
      `--format=${format}`,
      ...(sort ? [`--sort=${sort}`] : []),
      ...(contains ? [`--contains=${contains}`] : []),
      ...(notContains ? [`--no-contains=${notContains}`] : []),
      ...(merged ? [`--${merged.is ? '' : 'no-'}merged=${merged.into}`] : []),
      ...(max ? [`--count=${max}`] : []),
      ...patterns,
    ],
    kind: 'read',
    most: 64 * MiB,
  });

export const grep = ({
  pattern,
  tree,
  fixed,
  ignoreCase,
  word,
  context,
  max,
  paths,
  untracked,
}: {
  pattern: string;
  tree: Oid | undefined;
  fixed: boolean;
  ignoreCase: boolean;
  word: boolean;
  context: number;
  max: number;
  paths: readonly TreePath[];
  untracked: boolean;
}): GitCommand =>
  command({
    args: [
      'grep',
      '--no-color',
      '--null',
      '--line-number',
      '--full-name',
      '-I',
      '--no-textconv',
      '--no-recurse-submodules',
      '--threads=2',
      fixed ? '--fixed-strings' : '--extended-regexp',
      ...(ignoreCase ? ['--ignore-case'] : []),
      ...(word ? ['--word-regexp'] : []),
      ...(context > 0 ? [`--context=${context}`] : []),
      ...(untracked && tree === undefined ? ['--untracked'] : []),
      '--break',
      '--heading',
      '-e',
      pattern,
      ...(tree ? [tree] : []),
      '--',
      ...paths.map(argument),
    ],
    kind: 'read',
    most: max,
    ok: [1],
  });

export const configList = (): GitCommand =>
  command({
    args: ['config', '--list', '--show-scope', '--show-origin', '-z', '--includes'],
    kind: 'read',
    most: 8 * MiB,
  });

export const configFile = (blob: Oid): GitCommand =>
  command({ args: ['config', '--list', '-z', '--no-includes', `--blob=${blob}`], kind: 'read', ok: [128] });

export const lsFiles = ({
  mode,
  paths = [],
  ignoredToo = false,
}: {
  mode: 'stages' | 'unmerged' | 'tracked' | 'untracked' | 'ignored' | 'modified' | 'eol';
  paths?: readonly TreePath[];
  ignoredToo?: boolean;
}): GitCommand =>
  command({
    args: [
      'ls-files',
      '-z',
      ...{
        stages: ['--stage'],
        unmerged: ['--unmerged'],
        tracked: ['--cached'],
        untracked: ['--others', ...(ignoredToo ? [] : ['--exclude-standard'])],
        ignored: ['--others', '--ignored', '--exclude-standard'],
        modified: ['--modified', '--others', '--exclude-standard', '--deduplicate'],
        eol: ['--eol'],
      }[mode],
      ...behind(paths),
    ],
    kind: 'read',
    most: 128 * MiB,
  });

export const lsTree = (tree: Oid, paths: readonly TreePath[], { recursive = false, long = false } = {}): GitCommand =>
  command({
    args: [
      'ls-tree',
      '-z',
      '--full-tree',
      ...(recursive ? ['-r'] : []),
      ...(long ? ['--long'] : []),
      tree,
      ...behind(paths),
    ],
    kind: 'read',
    most: 64 * MiB,
  });

export const checkAttributes = (attributes: readonly string[], paths: readonly Uint8Array[]): GitCommand =>
  command({
    args: ['check-attr', '-z', '--stdin', ...attributes],
    kind: 'read',
    input: Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])])),
    most: 128 * MiB,
  });

export const revList = (from: readonly (Oid | RefName)[], not: readonly (Oid | string)[], max: number): GitCommand =>
  command({
    args: [
      'rev-list',
      `--max-count=${max}`,
      ...from,
      ...not.map((one) => (one.startsWith('--') ? one : `^${one}`)),
      '--',
    ],
    kind: 'read',
    most: 16 * MiB,
  });

/** Commits that only these have: no branch, tag or remote branch besides `except` leads to them. */
export const onlyIn = (from: readonly Oid[], except: readonly RefName[], max: number): GitCommand =>
  command({
    args: [
      'rev-list',
      `--max-count=${max}`,
      ...from,
      '--not',
      ...except.map((ref) => `--exclude=${ref}`),
      '--exclude=refs/mcp-git/*',
      '--exclude=refs/stash',
      '--exclude=HEAD',
      '--all',
      '--',
    ],
    kind: 'read',
    most: 16 * MiB,
  });

export const aheadBehind = (a: Oid | RefName, b: Oid | RefName): GitCommand =>
  command({ args: ['rev-list', '--left-right', '--count', `${a}...${b}`, '--'], kind: 'read' });

export const mergeBase = (a: Oid, b: Oid): GitCommand => command({ args: ['merge-base', a, b], kind: 'read', ok: [1] });

/** What a merge would give, without touching anything (git 2.38 and newer). */
export const mergeTree = (ours: Oid, theirs: Oid, base?: Oid): GitCommand =>
  command({
    args: [
      'merge-tree',
      '--write-tree',
      '-z',
      '--messages',
      '--name-only',
      ...(base ? [`--merge-base=${base}`] : []),
      ours,
      theirs,
    ],
    kind: 'read',
    ok: [1],
    most: 16 * MiB,
  });

export const reflog = (ref: RefName | 'HEAD', max: number, skip: number): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      '--walk-reflogs',
      '--format=%H%x00%gd%x00%gs%x00%ct',
      '--no-color',
      '--no-notes',
      '--no-show-signature',
      `--max-count=${max}`,
      `--skip=${skip}`,
      ref,
      '--',
    ],
    kind: 'read',
    ok: [128],
  });

export const worktreeList = (nul: boolean): GitCommand =>
  command({ args: ['worktree', 'list', '--porcelain', ...(nul ? ['-z'] : [])], kind: 'read' });

/** Commits as mails, which `git am` takes; nothing of the configuration gets into them. */
export const mails = (from: Oid, not: readonly Oid[], max: number): GitCommand =>
  command({
    args: [
      'log',
      '--pretty=email',
      '--patch-with-stat',
      '--binary',
      '--full-index',
      '--reverse',
      '--no-merges',
      ...patchFlags(false),
      '--no-notes',
      '--no-show-signature',
      `--max-count=${max}`,
      from,
      ...not.map((oid) => `^${oid}`),
      '--',
    ],
    kind: 'read',
    most: 8 * MiB,
  });

export const batchArguments = (commands: boolean): string[] => ['cat-file', commands ? '--batch-command' : '--batch'];

export const remoteUrl = (remote: string, push: boolean): GitCommand =>
  command({ args: ['remote', 'get-url', ...(push ? ['--push'] : []), '--', remote], kind: 'read' });

export const describe = (commit: Oid): GitCommand =>
  command({ args: ['describe', '--tags', '--always', '--abbrev=8', commit], kind: 'read', ok: [128] });

export const countObjects = (): GitCommand => command({ args: ['count-objects', '-v'], kind: 'read' });

/** Every stash with its message, newest first. */
export const stashEntries = (): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      '--walk-reflogs',
      '--format=%H%x00%gs',
      '--no-color',
      '--no-notes',
      '--no-show-signature',
      'refs/stash',
      '--',
    ],
    kind: 'read',
  });
