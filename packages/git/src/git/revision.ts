import { internalCall, near, ToolError, visible } from '@mcp-reference/kit';
import type { ObjectInfo } from './batch.ts';
import { hasTree } from './commands/objects.ts';
import { forEachRef, previousBranch } from './commands/refs.ts';
import { assertRevision, listedRef, type Oid, type RefName } from './names.ts';
import type { Calling, Repository } from './repository.ts';

/** A name that could be that of a branch: nothing in it that revisions are computed with. */
const plainName = /^[^~^:@{}\s]+$/;

/**
 * Looks a revision up as an object id: from here on nothing that a caller wrote goes to git. A branch wins over a tag
 * of the same name.
 * @throws ToolError `not_found`, `invalid`.
 */
export async function resolve(
  repo: Repository,
  revision: string,
  type: 'commit' | 'tree' | 'blob' | 'object' = 'commit',
): Promise<ObjectInfo> {
  if (revision === '-') return resolve(repo, '@{-1}', type);
  assertRevision(revision);
  // git 2.47 looks for new tables of references before it reads a reference, but not before it reads a log.
  if (revision.includes('@{') && repo.layout.present.includes('reftable')) await repo.objects.info('HEAD');
  const suffix = type === 'object' ? '' : `^{${type}}`;
  const branch =
    plainName.test(revision) && !/^[0-9a-f]{7,64}$/.test(revision)
      ? await repo.objects.info(`refs/heads/${revision}${suffix}`)
      : undefined;
  const found = branch ?? (await repo.objects.info(`${revision}${suffix}`));
  if (found !== undefined) return found;
  const commit = repo.isPartial && type === 'tree' ? await repo.objects.info(`${revision}^{commit}`) : undefined;
  if (commit !== undefined) {
    await repo.run(hasTree(commit.oid), internalCall(fetchLimit));
    return resolve(repo, commit.oid, 'tree');
  }
  throw new ToolError('not_found', await missing(repo, revision, type));
}

export const commitOf = async (repo: Repository, revision: string): Promise<Oid> => (await resolve(repo, revision)).oid;

/** `-` and `@{-1}` stand for the branch that was checked out before; it is named, or the commit where there was none. */
export async function previousName(repo: Repository, given: string, call: Calling): Promise<string> {
  const steps = given === '-' ? '1' : /^@\{-(\d{1,3})\}$/.exec(given)?.[1];
  if (steps === undefined) return given;
  const name = await repo.text(previousBranch(Number(steps)), call);
  return name.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : `@{-${steps}}`;
}

/** The commit that HEAD stands for; undefined when the branch has no commit yet. */
export const headOf = async (repo: Repository): Promise<Oid | undefined> =>
  (await repo.objects.info('HEAD^{commit}'))?.oid;

/** @throws ToolError when the branch has no commit yet. */
export async function headCommit(repo: Repository): Promise<Oid> {
  const head = await headOf(repo);
  if (head === undefined) throw new ToolError('conflict', 'The current branch has no commit yet.');
  return head;
}

/** `A..B`, `A...B`, or one revision, as commits to start from and to leave out. */
export async function range(repo: Repository, text: string): Promise<{ from: Oid[]; not: Oid[]; symmetric: boolean }> {
  const dots = /^(.*?)(\.\.\.?)(?!\.)(.*)$/.exec(text);
  if (dots === null) return { from: [await commitOf(repo, text)], not: [], symmetric: false };
  const [, left = '', sign, right = ''] = dots;
  const [a, b] = [await commitOf(repo, left || 'HEAD'), await commitOf(repo, right || 'HEAD')];
  return sign === '..' ? { from: [b], not: [a], symmetric: false } : { from: [a, b], not: [], symmetric: true };
}

/** The full name of an existing branch or tag, and what it stands for. @throws ToolError `not_found`. */
export async function existing(
  repo: Repository,
  kind: 'heads' | 'tags' | 'remotes',
  name: string,
): Promise<{ ref: RefName; oid: Oid }> {
  assertName(name);
  const ref = listedRef(`refs/${kind}/${name}`);
  const found = await repo.objects.info(ref);
  if (found === undefined) {
    const what = kind === 'heads' ? 'branch' : kind === 'tags' ? 'tag' : 'remote branch';
    const similar = await nearRefs(repo, name, [`refs/${kind}`]);
    throw new ToolError(
      'not_found',
      `There is no ${what} "${visible(name.slice(0, 200))}".${similar === '' ? ` ${kind === 'tags' ? 'git_list {what: "tags"}' : 'git_branch'} lists them.` : similar}`,
    );
  }
  return { ref, oid: found.oid };
}

/** Parts that no reference has in its name: with them it is a computation, such as `main~1`. */
const notInNames = /[\p{Cc} ~^:?*[\\]|\.\.|@\{/u;

/** Returns what a reference stands for; undefined if there is none of this name. */
export const exists = async (repo: Repository, ref: RefName): Promise<Oid | undefined> =>
  notInNames.test(ref) ? undefined : (await repo.objects.info(ref))?.oid;

/** A name that is looked up, not made: it may be odd (a branch named "-evil" can exist), but is one line and no computation. */
function assertName(name: string): void {
  if (name === '' || notInNames.test(name))
    throw new ToolError('invalid', `"${visible(name.slice(0, 200))}" cannot be the name of a branch or tag.`);
}

async function missing(repo: Repository, revision: string, type: string): Promise<string> {
  const shown = visible(revision.slice(0, 200));
  const other = type === 'object' ? undefined : await repo.objects.info(revision);
  if (other?.type === 'commit' && type === 'tree') return `The list of files of "${shown}" is missing or damaged here.`;
  if (revision === 'HEAD') return 'The current branch has no commit yet.';
  if (/^@\{-\d+\}$/.test(revision))
    return 'No branch was checked out here before, or it is gone. git_branch lists the branches.';
  if (/@\{(u|upstream|push)\}/i.test(revision))
    return `"${shown}": the branch follows no branch of a remote. git_branch shows what follows what.`;
  if (other !== undefined) return `"${shown}" names a ${other.type}, not a ${type}.`;
  if (repo.known.shallow && /[~^]/.test(revision))
    return `"${shown}" is not here: the clone is shallow. git_fetch {unshallow: true} gets the older history, where it is offered.`;
  const similar = await nearRefs(repo, revision.replace(/[~^@:].*$/s, ''), ['refs/heads', 'refs/tags', 'refs/remotes']);
  return `"${shown}" is not a branch, tag or commit of this repository.${similar === '' ? ' git_branch and git_list {what: "tags"} list them.' : similar}`;
}

/** The time limit for fetching the tree of a partial clone, in milliseconds. */
const fetchLimit = 60_000;

/** The time limit for finding near names, in milliseconds. */
const nearLimit = 5_000;

/** ` Did you mean "main"?`, or nothing. */
async function nearRefs(repo: Repository, name: string, patterns: readonly string[]): Promise<string> {
  const call = internalCall(nearLimit);
  const refs = await repo
    .text(forEachRef({ patterns, format: '%(refname)', sort: '-committerdate', max: 5_000 }), call)
    .catch(() => '');
  const names = refs
    .split('\n')
    .filter((ref) => ref !== '' && !ref.endsWith('/HEAD'))
    .map((ref) => ref.replace(/^refs\/(heads|tags|remotes)\//, ''));
  const found = near(name, [...new Set(names)]).map((one) => `"${visible(one)}"`);
  return found.length === 0 ? '' : ` Did you mean ${found.join(', ')}?`;
}
