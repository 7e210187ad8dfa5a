import { command, type GitCommand } from '../command.ts';
import { argument, type Pathspec, type TreePath } from '../paths.ts';
import { patternEnvironment, specs } from './status.ts';
import type { Oid, RefName } from '../names.ts';

const MiB = 1024 * 1024;

export interface LogOptions {
  /** The commits to start from; what is reachable from `not` is left out. */
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
  paths?: readonly Pathspec[];
  /** Read the names that point at each commit. Git reads every reference for them. */
  decorate?: boolean;
}

/** Ten fields a commit, each ended by NUL, which no commit can contain. */
const logFormat = (refs: '%D' | '') => `%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00${refs}%x00%B`;
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
  decorate = false,
}: LogOptions): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      `--format=${logFormat(decorate ? '%D' : '')}`,
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--no-notes',
      '--no-show-signature',
      ...(decorate ? ['--decorate=full', '--decorate-refs-exclude=refs/mcp-git/*'] : ['--no-decorate']),
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
      ...specs(paths),
    ],
    kind: 'read',
    most: 32 * MiB,
    ...patternEnvironment(paths),
  });

/** Signatures and notes of these commits: four fields each, ended by NUL. */
export const extras = (commits: readonly Oid[]): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      '--format=%H%x00%G?%x00%GS%x00%N',
      '--notes',
      '--no-color',
      '--no-walk=unsorted',
      '--no-patch',
      '--stdin',
    ],
    kind: 'read',
    input: commits.map((oid) => `${oid}\n`).join(''),
    most: 16 * MiB,
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

/** The commits and messages in the log of a reference, newest first; nothing where it has none. */
export const logOf = (ref: RefName): GitCommand =>
  command({
    args: [
      'log',
      '-z',
      '--walk-reflogs',
      '--format=%H%x00%gs',
      '--no-color',
      '--no-notes',
      '--no-show-signature',
      ref,
      '--',
    ],
    kind: 'read',
    ok: [128],
  });

export const blame = ({
  revision,
  path,
  start,
  end,
  ignoreWhitespace,
  moves,
  ignored = [],
  trusted,
}: {
  revision: Oid | undefined;
  path: TreePath;
  start: number;
  end: number | undefined;
  ignoreWhitespace: boolean;
  moves: boolean;
  /** Commits whose changes are left out. */
  ignored?: readonly Oid[];
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
      ...ignored.map((oid) => `--ignore-rev=${oid}`),
      ...(revision === undefined ? [] : [revision]),
      '--',
      argument(path),
    ],
    kind: 'read',
    most: 64 * MiB,
  });
