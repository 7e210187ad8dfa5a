import { count, cutText, facts, known, link, login, minute, plain, quoted } from './text.ts';

export interface ACommit {
  sha: string;
  commit: {
    message: string;
    author?: { name?: string; date?: string } | null;
    verification?: { verified?: boolean } | null;
  };
  author?: { login?: string } | null | Record<string, never>;
  parents?: readonly { sha?: string }[] | null;
  stats?: { additions?: number; deletions?: number } | null;
  html_url?: string;
}

/** Characters of a first line that are shown in a list. */
const mostSubject = 300;

/** `1a2b3c4d5e6f "First line" by alice 2026-01-02T03:04Z` */
export function commitLine({ sha, commit, author }: Partial<ACommit>): string {
  const [first = ''] = (commit?.message ?? '').split('\n');
  const who =
    author && 'login' in author && author.login ? login(author) : `${quoted(commit?.author?.name)} (no account)`;
  return `${known(sha?.slice(0, 12))} ${quoted(first.length > mostSubject ? `${cutText(first, mostSubject)}…` : first)} by ${who} ${minute(commit?.author?.date)}`;
}

export interface AFile {
  filename: string;
  status?: string;
  additions?: number;
  deletions?: number;
  previous_filename?: string | null;
  patch?: string | null;
}

/** `modified src/a.ts +3 -1` */
export const fileLine = ({
  filename,
  status = '',
  additions,
  deletions,
  previous_filename,
  ...rest
}: AFile): string => {
  const patch = rest.patch ?? undefined;
  return facts(
    [
      `${known(status)} ${previous_filename ? `${plain(previous_filename)} -> ` : ''}${plain(filename)} +${additions ?? 0} -${deletions ?? 0}`,
      patch === undefined &&
        ((additions ?? 0) + (deletions ?? 0) === 0
          ? status !== 'renamed' && 'binary or unchanged'
          : 'too large for a patch'),
      patch !== undefined && /^[-+]Subproject commit /m.test(patch) && 'submodule',
      patch !== undefined && /^[-+]oid sha256:[\da-f]{64}$/m.test(patch) && 'Git LFS pointer',
    ],
    ', ',
  );
};

/** Everything about one commit but its files. */
export function commitHead(commit: ACommit): string {
  const { sha, stats } = commit;
  const parents = commit.parents ?? [];
  return facts([
    `commit ${known(sha)}`,
    `parents ${parents.map((parent) => (parent.sha ?? '').slice(0, 12)).join(' ') || 'none'}`,
    stats && `+${stats.additions ?? 0} -${stats.deletions ?? 0}`,
    commit.commit.verification?.verified === true && 'signed',
    link(commit.html_url),
  ]);
}

export const filesCount = (files: readonly AFile[]): string => count(files.length, 'file');
