import type { Json, JsonObject } from '../../json.ts';
import { changes, type Change } from '../../world/diff.ts';
import type { CommitObject, Mode, TagObject } from '../../world/git.ts';
import type { Repository, User } from '../../world/types.ts';
import type { World } from '../../world/world.ts';
import { userView } from './accounts.ts';
import { repositoryHtml, repositoryUrl } from './repository.ts';

const unverified: Json = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** The account whose address a signature has. */
export function accountOf(world: World, email: string): User | null {
  return world.users.find((one) => world.signature(one, '').email === email) ?? null;
}

/** A commit as the Git data API has it. */
export function gitCommitView(url: string, repo: Repository, commit: CommitObject): JsonObject {
  const own = repositoryUrl(url, repo);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha.slice(0, 20)}`,
    url: `${own}/git/commits/${commit.sha}`,
    html_url: `${repositoryHtml(repo)}/commit/${commit.sha}`,
    author: { ...commit.author },
    committer: { ...commit.committer },
    message: commit.message,
    tree: { sha: commit.tree, url: `${own}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${own}/git/commits/${sha}`,
      html_url: `${repositoryHtml(repo)}/commit/${sha}`,
    })),
    verification: unverified,
  };
}

/** A commit as a repository's history shows it; with its files when they are given. */
export function commitView(
  url: string,
  world: World,
  repo: Repository,
  commit: CommitObject,
  files?: Change[],
): JsonObject {
  const own = `${repositoryUrl(url, repo)}/commits/${commit.sha}`;
  const person = (email: string) => {
    const account = accountOf(world, email);
    return account === null ? null : userView(url, account);
  };
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha.slice(0, 20)}`,
    url: own,
    html_url: `${repositoryHtml(repo)}/commit/${commit.sha}`,
    comments_url: `${own}/comments`,
    commit: {
      url: `${repositoryUrl(url, repo)}/git/commits/${commit.sha}`,
      author: { ...commit.author },
      committer: { ...commit.committer },
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${repositoryUrl(url, repo)}/git/trees/${commit.tree}` },
      verification: unverified,
    },
    author: person(commit.author.email),
    committer: person(commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repositoryUrl(url, repo)}/commits/${sha}`,
      html_url: `${repositoryHtml(repo)}/commit/${sha}`,
    })),
    ...(files && {
      stats: totals(files),
      files: files.map((one) => changeView(url, repo, commit.sha, one)),
    }),
    score: 1,
  };
}

export function totals(files: Change[]): { additions: number; deletions: number; total: number } {
  const additions = files.reduce((sum, one) => sum + one.additions, 0);
  const deletions = files.reduce((sum, one) => sum + one.deletions, 0);
  return { additions, deletions, total: additions + deletions };
}

/** The changes of a commit against its first parent. */
export function changesOf(repo: Repository, commit: CommitObject): Change[] {
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : repo.objects.findCommit(parent)?.tree;
  return changes(repo.objects, before, commit.tree);
}

export function changeView(url: string, repo: Repository, sha: string, change: Change): JsonObject {
  const path = change.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${repositoryHtml(repo)}/blob/${sha}/${path}`,
    raw_url: `${repositoryHtml(repo)}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(url, repo)}/contents/${path}?ref=${sha}`,
    ...(change.patch !== undefined && change.patch !== '' && { patch: change.patch }),
    ...(change.previous !== undefined && { previous_filename: change.previous }),
  };
}

export function refView(url: string, repo: Repository, ref: string, sha: string): JsonObject {
  const type = repo.objects.find(sha)?.type ?? 'commit';
  const own = repositoryUrl(url, repo);
  return {
    ref,
    node_id: `REF_${Buffer.from(ref).toString('base64url')}`,
    url: `${own}/git/${ref}`,
    object: { type, sha, url: `${own}/git/${type}s/${sha}` },
  };
}

export function tagView(url: string, repo: Repository, tag: TagObject): JsonObject {
  const own = repositoryUrl(url, repo);
  return {
    node_id: `TAG_${tag.sha.slice(0, 20)}`,
    tag: tag.tag,
    sha: tag.sha,
    url: `${own}/git/tags/${tag.sha}`,
    message: tag.message,
    tagger: { ...tag.tagger },
    object: { ...tag.object, url: `${own}/git/${tag.object.type}s/${tag.object.sha}` },
    verification: unverified,
  };
}

export const entryType = (mode: Mode): 'tree' | 'commit' | 'blob' =>
  mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
