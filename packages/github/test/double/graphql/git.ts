import { accountOf, changesOf, entryType, totals } from '../rest/views/git.ts';
import { pullCommits } from '../world/pulls.ts';
import type { CommitObject, Objects, Signature } from '../world/git.ts';
import { resolve } from '../world/refs.ts';
import type { Repository } from '../world/types.ts';
import { connect } from './connection.ts';
import { failure, type Resolvers } from './context.ts';

interface CommitSource {
  __typename: 'Commit';
  repo: Repository;
  commit: CommitObject;
}

interface ObjectSource {
  __typename: 'Blob' | 'Tree';
  repo: Repository;
  sha: string;
}

interface RefSource {
  __typename: 'Ref';
  repo: Repository;
  full: string;
  sha: string;
}

export const commitSource = (repo: Repository, commit: CommitObject): CommitSource => ({
  __typename: 'Commit',
  repo,
  commit,
});
export const refSource = (repo: Repository, full: string, sha: string): RefSource => ({
  __typename: 'Ref',
  repo,
  full,
  sha,
});

/** The object that `main:src/water.ts`, a ref or a hash names. */
export function objectAt(repo: Repository, expression: string): CommitSource | ObjectSource | null {
  const [ref = '', path] = expression.split(':');
  const commit = resolve(repo, ref === '' ? 'HEAD' : ref);
  if (path === undefined) {
    if (commit !== undefined) return commitSource(repo, commit);
    const type = repo.objects.find(ref)?.type;
    return type === 'blob' || type === 'tree'
      ? { __typename: type === 'blob' ? 'Blob' : 'Tree', repo, sha: ref }
      : null;
  }
  const entry = commit && repo.objects.at(commit.tree, path);
  return entry === undefined ? null : { __typename: entry.mode === '040000' ? 'Tree' : 'Blob', repo, sha: entry.sha };
}

const web = (repo: Repository) => `https://github.com/${repo.owner.login}/${repo.name}`;
const headline = (message: string) => message.split('\n')[0] ?? '';

const commit: Resolvers<CommitSource> = {
  id: ({ commit }) => `C_${commit.sha.slice(0, 20)}`,
  oid: ({ commit }) => commit.sha,
  abbreviatedOid: ({ commit }) => commit.sha.slice(0, 7),
  message: ({ commit }) => commit.message,
  messageHeadline: ({ commit }) => headline(commit.message),
  messageBody: ({ commit }) => commit.message.split('\n').slice(1).join('\n').trim(),
  committedDate: ({ commit }) => commit.committer.date,
  authoredDate: ({ commit }) => commit.author.date,
  author: ({ commit }) => commit.author,
  committer: ({ commit }) => commit.committer,
  url: ({ repo, commit }) => `${web(repo)}/commit/${commit.sha}`,
  commitUrl: ({ repo, commit }) => `${web(repo)}/commit/${commit.sha}`,
  repository: ({ repo }) => repo,
  tree: ({ repo, commit }) => ({ __typename: 'Tree', repo, sha: commit.tree }),
  parents: ({ repo, commit }, args) =>
    connect(
      commit.parents.flatMap((sha) => repo.objects.findCommit(sha) ?? []).map((one) => commitSource(repo, one)),
      args,
    ),
  history: ({ repo, commit }, args) => {
    const path = args.text('path');
    const all = repo.objects
      .history(commit.sha)
      .filter((one) => path === undefined || changesOf(repo, one).some((change) => change.path === path));
    return connect(
      all.map((one) => commitSource(repo, one)),
      args,
    );
  },
  additions: ({ repo, commit }) => totals(changesOf(repo, commit)).additions,
  deletions: ({ repo, commit }) => totals(changesOf(repo, commit)).deletions,
  changedFilesIfAvailable: ({ repo, commit }) => changesOf(repo, commit).length,
  blame: ({ repo, commit }, args) => ({ ranges: blame(repo, commit, args.text('path') ?? '') }),
  associatedPullRequests: ({ repo, commit }, args) =>
    connect(
      repo.issues.flatMap(({ pull }) =>
        pull && (pull.mergeCommitSha === commit.sha || pullCommits(pull).some(({ sha }) => sha === commit.sha))
          ? [pull]
          : [],
      ),
      args,
    ),
  statusCheckRollup: ({ repo, commit }) => {
    const checks = repo.checkRuns.filter(({ sha }) => sha === commit.sha);
    const statuses = repo.statuses.filter(({ sha }) => sha === commit.sha);
    if (checks.length + statuses.length === 0) return null;
    const words = [...checks.map(({ conclusion }) => conclusion ?? 'pending'), ...statuses.map(({ state }) => state)];
    const state = ['failure', 'error', 'pending'].find((one) => words.includes(one)) ?? 'success';
    return {
      id: `SCR_${commit.sha.slice(0, 12)}`,
      state: state.toUpperCase(),
      contexts: { nodes: [], totalCount: words.length, pageInfo: { hasNextPage: false, hasPreviousPage: false } },
    };
  },
  file: ({ repo, commit }, args) => {
    const path = args.text('path') ?? '';
    const entry = repo.objects.at(commit.tree, path);
    return entry === undefined ? null : entrySource(repo, { ...entry, name: path.split('/').at(-1) ?? '' }, path);
  },
};

export const gitTypes: Readonly<Record<string, Resolvers>> = {
  Commit: commit,
  GitActor: {
    user: (one: Signature, _, { world }) => accountOf(world, one.email),
    avatarUrl: () => 'https://avatars.githubusercontent.com/u/0?v=4',
  },
  Ref: {
    id: ({ full }: RefSource) => `REF_${Buffer.from(full).toString('base64url')}`,
    name: ({ full }: RefSource) => full.replace(/^refs\/[^/]+\//, ''),
    prefix: ({ full }: RefSource) => /^refs\/[^/]+\//.exec(full)?.[0] ?? '',
    repository: ({ repo }: RefSource) => repo,
    target: ({ repo, sha }: RefSource) => {
      const found = repo.objects.findCommit(sha);
      return found === undefined ? null : commitSource(repo, found);
    },
  },
  Blob: {
    id: ({ sha }: ObjectSource) => `B_${sha.slice(0, 20)}`,
    oid: ({ sha }: ObjectSource) => sha,
    abbreviatedOid: ({ sha }: ObjectSource) => sha.slice(0, 7),
    byteSize: ({ repo, sha }: ObjectSource) => repo.objects.bytes(sha).length,
    isBinary: ({ repo, sha }: ObjectSource) => repo.objects.bytes(sha).includes(0),
    isTruncated: () => false,
    text: ({ repo, sha }: ObjectSource) =>
      repo.objects.bytes(sha).includes(0) ? null : repo.objects.bytes(sha).toString('utf8'),
    repository: ({ repo }: ObjectSource) => repo,
  },
  Tree: {
    id: ({ sha }: ObjectSource) => `T_${sha.slice(0, 20)}`,
    oid: ({ sha }: ObjectSource) => sha,
    entries: ({ repo, sha }: ObjectSource) =>
      repo.objects.entries(sha).map((entry) => entrySource(repo, entry, entry.name)),
    repository: ({ repo }: ObjectSource) => repo,
  },
};

function entrySource(repo: Repository, entry: ReturnType<Objects['entries']>[number], path: string): object {
  const type = entryType(entry.mode);
  return {
    name: entry.name,
    path,
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.sha,
    type,
    size: type === 'blob' ? repo.objects.bytes(entry.sha).length : 0,
    object: type === 'commit' ? null : { __typename: type === 'blob' ? 'Blob' : 'Tree', repo, sha: entry.sha },
  };
}

/** The last author of each line: lines that a commit's version of the file has and its parent's has not are that commit's. */
function blame(repo: Repository, tip: CommitObject, path: string): object[] {
  const linesOf = (commit: CommitObject | undefined): string[] | undefined => {
    const entry = commit && repo.objects.at(commit.tree, path);
    return entry && repo.objects.bytes(entry.sha).toString('utf8').replace(/\n$/, '').split('\n');
  };
  const lines = linesOf(tip);
  if (lines === undefined) throw failure('NOT_FOUND', `Could not resolve file for path '${path}'.`);
  // First parents only, which is how the sample's history goes.
  const line: CommitObject[] = [];
  for (
    let next: CommitObject | undefined = tip;
    next !== undefined;
    next = repo.objects.findCommit(next.parents[0] ?? '')
  )
    line.push(next);
  const versions = line.map((commit) => ({ commit, lines: new Set(linesOf(commit)) }));
  const writers = lines.map((text) => {
    const gone = versions.findIndex((version) => !version.lines.has(text));
    return versions.at(gone === -1 ? -1 : gone - 1)?.commit ?? tip;
  });
  const ranges: { startingLine: number; endingLine: number; age: number; commit: CommitSource }[] = [];
  for (const [index, writer] of writers.entries()) {
    const last = ranges.at(-1);
    if (last?.commit.commit.sha === writer.sha) last.endingLine = index + 1;
    else ranges.push({ startingLine: index + 1, endingLine: index + 1, age: 1, commit: commitSource(repo, writer) });
  }
  return ranges;
}
