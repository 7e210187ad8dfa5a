import { ToolError, type Call } from '@mcp-reference/kit';
import { forEachRef } from '../git/commands/refs.ts';
import type { GitCommand } from '../git/command.ts';
import { createBranch, detach, switchNew, switchOrphan, switchTo, switchTracking } from '../git/commands/branch.ts';
import { assertRevision, listedRef, refNamed, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, exists, headOf, previousName } from '../git/revision.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, changeCounts, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { keepingWay } from './in-the-way.ts';
import { warnOfPointers } from './lfs-files.ts';
import { commitsForQuestion, lostCommits } from './reset.ts';

/** Makes a branch, without going to it unless that is asked for. */
export async function createBranchText(
  repo: Repository,
  { branch_name, base_branch, checkout }: { branch_name: string; base_branch?: string | undefined; checkout: boolean },
  call: Call,
): Promise<string> {
  const ref = refNamed('heads', branch_name);
  return repo.exclusively(call, async () => {
    if ((await exists(repo, ref)) !== undefined)
      throw new ToolError('conflict', `The branch "${shownLine(branch_name)}" exists already.`);
    const at = base_branch === undefined ? await headOf(repo) : await commitOf(repo, base_branch);
    if (at === undefined) {
      if (!checkout)
        throw new ToolError(
          'conflict',
          'There is no commit yet that a branch could start from; with checkout: true the first commit will be on it.',
        );
      await repo.run(switchOrphan(ref), call);
      return under([`${shownLine(branch_name)}, no commit yet`]);
    }
    const create = async () => {
      const from = checkout ? await detachedAt(repo, call) : undefined;
      const hook = await throughHook(repo, checkout ? switchNew(ref, at) : createBranch(ref, at), call);
      const left = from === undefined ? undefined : await leftBehind(repo, from, call);
      return under(
        [`created ${shownLine(branch_name)} at ${brief(at)}`, checkout && 'checked out'],
        [hook, left].filter((text) => text !== undefined),
      );
    };
    return checkout ? keepingWay(repo, { trees: [at] }, `check out ${shownLine(branch_name)}`, create, call) : create();
  });
}

/** Goes to a branch; to a remote's branch by making one that follows it; to anything else without a branch. */
export async function checkoutText(
  repo: Repository,
  { branch_name: given, create }: { branch_name: string; create: boolean },
  call: Call,
): Promise<string> {
  repo.top();
  if (create) return createBranchText(repo, { branch_name: given, checkout: true }, call);
  return repo.exclusively(call, async () => {
    const name = await previousName(repo, given, call);
    assertRevision(name);
    const { command, at, note } = await destination(repo, name, call);
    const go = async () => {
      const from = await detachedAt(repo, call);
      const output = await throughHook(repo, command, call);
      if (output !== undefined) call.warn(output);
      const left = from === undefined ? undefined : await leftBehind(repo, from, call);
      await warnOfPointers(repo, call);
      const status = await readStatus(repo, call);
      return under([`on ${branchLine(status)}`, changeCounts(status), note], left ?? '');
    };
    return keepingWay(repo, { trees: [at] }, `check out ${shownLine(name)}`, go, call);
  });
}

/** The commit that is checked out without a branch; undefined on a branch. */
export async function detachedAt(repo: Repository, call: Call): Promise<Oid | undefined> {
  const { branch, head } = await readStatus(repo, call, { untracked: 'no' });
  return branch === undefined ? head : undefined;
}

/** Commits that were made without a branch, and that no branch or tag leads to after leaving them. */
export async function leftBehind(repo: Repository, from: Oid, call: Call): Promise<string | undefined> {
  const now = await headOf(repo);
  const lost = now === from ? [] : await lostCommits(repo, from, { stays: now, branch: undefined }, call);
  return lost.length === 0
    ? undefined
    : `Left behind ${count(lost.length, 'commit')} that no branch has:${await commitsForQuestion(repo, lost, call)}\nKeep them with git_create_branch {branch_name: "…", base_branch: "${brief(from)}"}.`;
}

interface Destination {
  command: GitCommand;
  at: Oid;
  note: string | undefined;
}

async function destination(repo: Repository, name: string, call: Call): Promise<Destination> {
  const branch = listedRef(`refs/heads/${name}`);
  const own = await exists(repo, branch);
  if (own !== undefined) {
    const isTag = (await exists(repo, listedRef(`refs/tags/${name}`))) !== undefined;
    return { command: switchTo(branch), at: own, note: isTag ? 'there is a tag of the same name' : undefined };
  }
  const following = await remoteBranch(repo, name, call);
  if (following !== undefined) {
    const remote = listedRef(following.remote);
    return {
      command: switchTracking(refNamed('heads', following.local), remote),
      at: await commitOf(repo, remote),
      note: `new branch, follows ${shownLine(following.remote.slice('refs/remotes/'.length))}`,
    };
  }
  const at = await commitOf(repo, name);
  return { command: detach(at), at, note: 'no branch: make one with git_create_branch before you commit' };
}

/**
 * Runs a checkout. A post-checkout hook of a trusted repository that fails makes git fail after the branch was checked out.
 * @returns The output of such a hook. @throws ToolError if nothing was checked out.
 */
async function throughHook(repo: Repository, command: GitCommand, call: Call): Promise<string | undefined> {
  const head = async () => (await repo.files.run('readBytes', { path: repo.gitPath('HEAD'), most: 4_096 }, call)).bytes;
  const before = await head();
  try {
    await repo.run(command, call);
  } catch (error) {
    const ran = repo.trusted && error instanceof ToolError && error.message.includes('most likely by a hook');
    if (!ran || (await head()) === before) throw error;
    return error.message.replace(/^.*\n/, 'The post-checkout hook failed after the checkout. It printed:\n');
  }
  return undefined;
}

/** The one remote branch of this name, or the one that is named with its remote. */
async function remoteBranch(
  repo: Repository,
  name: string,
  call: Call,
): Promise<{ remote: string; local: string } | undefined> {
  if ((await exists(repo, listedRef(`refs/remotes/${name}`))) !== undefined && !name.endsWith('/HEAD')) {
    const local = name.slice(name.indexOf('/') + 1);
    return (await exists(repo, listedRef(`refs/heads/${local}`))) === undefined
      ? { remote: `refs/remotes/${name}`, local }
      : undefined;
  }
  const remotes = (await repo.text(forEachRef({ patterns: ['refs/remotes'], format: '%(refname)' }), call))
    .split('\n')
    .filter((ref) => ref.split('/').slice(3).join('/') === name);
  const [only] = remotes;
  if (remotes.length > 1)
    throw new ToolError(
      'invalid',
      `"${shownLine(name)}" is a branch of several remotes; name one: ${remotes.map((ref) => shownLine(ref.slice('refs/remotes/'.length))).join(', ')}.`,
    );
  return only === undefined ? undefined : { remote: only, local: name };
}
