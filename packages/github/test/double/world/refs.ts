import { conflict, notFound, Refusal, unprocessable } from '../refusal.ts';
import type { CommitObject, File, Signature } from './git.ts';
import { event } from './issues.ts';
import { ruleViolation } from './rules.ts';
import type { Repository, User } from './types.ts';
import type { World } from './world.ts';

/** The commit that a branch, a tag, a full ref or a hash (7 digits at least) names; undefined when nothing does. */
export function resolve(repo: Repository, ref: string): CommitObject | undefined {
  const names =
    ref === 'HEAD'
      ? [`refs/heads/${repo.defaultBranch}`]
      : [`refs/heads/${ref}`, `refs/tags/${ref}`, ref, `refs/${ref}`];
  for (const name of names) {
    const sha = repo.refs.get(name);
    if (sha !== undefined) return repo.objects.findCommit(sha);
  }
  const pull = /^(?:refs\/)?pull\/(\d+)\/head$/.exec(ref)?.[1];
  if (pull !== undefined) {
    const held = repo.issues.find((one) => one.number === Number(pull))?.pull;
    return held ? repo.objects.findCommit(held.headSha) : undefined;
  }
  const sha = repo.objects.expand(ref.toLowerCase());
  return sha === undefined ? undefined : repo.objects.findCommit(sha);
}

/** The commit, or the refusal that GitHub has for what names none. */
export function commitOf(repo: Repository, ref: string): CommitObject {
  refuseEmpty(repo);
  const commit = resolve(repo, ref);
  if (commit === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return commit;
}

export const isEmpty = (repo: Repository): boolean => repo.refs.size === 0;

export function refuseEmpty(repo: Repository): void {
  if (isEmpty(repo)) throw conflict('Git Repository is empty.');
}

export function branches(repo: Repository): [name: string, sha: string][] {
  return [...repo.refs].flatMap(([ref, sha]): [string, string][] =>
    ref.startsWith('refs/heads/') ? [[ref.slice(11), sha]] : [],
  );
}

export function tags(repo: Repository): [name: string, sha: string][] {
  return [...repo.refs].flatMap(([ref, sha]): [string, string][] =>
    ref.startsWith('refs/tags/') ? [[ref.slice(10), sha]] : [],
  );
}

/** Git's rules for the name of a ref, without the rarest ones. */
export function isRefName(ref: string): boolean {
  const control = [...ref].some((one) => one <= ' ' || one === '\u007f');
  return !control && /^refs\/[^/]+\/./.test(ref) && !/[~^:?*[\\]|\.\.|\/\/|@\{|\.lock(\/|$)|\/\.|\.$|\/$/.test(ref);
}

/** Moves a branch, or makes it. What lies on another line needs force, and protected branches take no push at all. */
export function moveRef(
  world: World,
  repo: Repository,
  ref: string,
  sha: string,
  actor: User,
  { force = false, status = 422 } = {},
): void {
  const held = repo.refs.get(ref);
  const branch = ref.replace(/^refs\/heads\//, '');
  if (repo.protectedBranches.has(branch) && held !== undefined)
    throw ruleViolation(status, 'Changes must be made through a pull request.');
  if (held !== undefined && !force && !repo.objects.history(sha).some((one) => one.sha === held))
    throw unprocessable('Update is not a fast forward');
  setRef(world, repo, ref, sha, actor);
}

/** Sets a ref without asking, and lets the pull requests from it know. */
export function setRef(world: World, repo: Repository, ref: string, sha: string, actor: User | null): void {
  repo.refs.set(ref, sha);
  repo.pushedAt = world.now();
  if (!ref.startsWith('refs/heads/')) return;
  const branch = ref.slice('refs/heads/'.length);
  for (const { pull } of world.repositories.flatMap(({ issues }) => issues)) {
    if (pull === null || pull.issue.state === 'closed') continue;
    if (pull.head.repo === repo && pull.head.ref === branch && pull.headSha !== sha) {
      pull.headSha = sha;
      pull.issue.updatedAt = world.now();
      event(world, pull.issue, 'committed', actor, { commitId: sha });
      for (const thread of pull.threads)
        thread.outdated ||= !repo.objects.at(repo.objects.findCommit(sha)?.tree ?? '', thread.path);
    }
    if (pull.base.repo === repo && pull.base.ref === branch) pull.baseSha = sha;
  }
}

export function deleteRef(repo: Repository, ref: string): void {
  if (!repo.refs.has(ref)) throw unprocessable('Reference does not exist');
  if (ref === `refs/heads/${repo.defaultBranch}`) throw unprocessable('Cannot delete the default branch');
  if (repo.protectedBranches.has(ref.replace('refs/heads/', ''))) throw unprocessable('Cannot delete protected branch');
  repo.refs.delete(ref);
}

export interface Write {
  branch: string;
  message: string;
  author: Signature;
  committer: Signature;
  /** To be written by path; null takes a file away. */
  files: ReadonlyMap<string, File | null>;
}

/** Commits files on top of a branch; the first commit of an empty repository makes its branch. */
export function commitFiles(world: World, repo: Repository, actor: User, write: Write): CommitObject {
  const ref = `refs/heads/${write.branch}`;
  const held = repo.refs.get(ref);
  if (held === undefined && !isEmpty(repo)) throw new Refusal(404, `Branch ${write.branch} not found`);
  const parent = held === undefined ? undefined : repo.objects.findCommit(held);
  const files = parent === undefined ? new Map<string, File>() : repo.objects.files(parent.tree);
  for (const [path, file] of write.files) {
    if (file === null) files.delete(path);
    else files.set(path, file);
  }
  const commit = repo.objects.commit({
    tree: repo.objects.write(files),
    parents: parent === undefined ? [] : [parent.sha],
    author: write.author,
    committer: write.committer,
    message: write.message,
  });
  moveRef(world, repo, ref, commit.sha, actor, { status: 409 });
  return commit;
}

export function fileAt(repo: Repository, commit: CommitObject, path: string): File {
  const entry = repo.objects.at(commit.tree, path);
  if (entry === undefined) throw notFound();
  return { mode: entry.mode, sha: entry.sha };
}
