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
    const from = checkout ? await detachedAt(repo, call) : undefined;
    const hook = await throughHook(repo, checkout ? switchNew(ref, at) : createBranch(ref, at), call);
    const left = from === undefined ? undefined : await leftBehind(repo, from, call);
    return under(
      [`created ${shownLine(branch_name)} at ${brief(at)}`, checkout && 'checked out'],
      [hook, left].filter((text) => text !== undefined),
    );
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
    const from = await detachedAt(repo, call);
    const note = await goTo(repo, name, call);
    const left = from === undefined ? undefined : await leftBehind(repo, from, call);
    await warnOfPointers(repo, call);
    const status = await readStatus(repo, call);
    return under([`on ${branchLine(status)}`, changeCounts(status), note], left ?? '');
  });
}

/** The commit that is checked out without a branch; undefined on a branch. */
async function detachedAt(repo: Repository, call: Call): Promise<Oid | undefined> {
  const { branch, head } = await readStatus(repo, call, { untracked: 'no' });
  return branch === undefined ? head : undefined;
}

/** Commits that were made without a branch, and that no branch or tag leads to after leaving them. */
async function leftBehind(repo: Repository, from: Oid, call: Call): Promise<string | undefined> {
  const now = await headOf(repo);
  const lost = now === from ? [] : await lostCommits(repo, from, { stays: now, branch: undefined }, call);
  return lost.length === 0
    ? undefined
    : `Left behind ${count(lost.length, 'commit')} that no branch has:${await commitsForQuestion(repo, lost, call)}\nKeep them with git_create_branch {branch_name: "…", base_branch: "${brief(from)}"}.`;
}

async function goTo(repo: Repository, name: string, call: Call): Promise<string | undefined> {
  const branch = listedRef(`refs/heads/${name}`);
  if ((await exists(repo, branch)) !== undefined) {
    warnOfHook(await throughHook(repo, switchTo(branch), call), call);
    return (await exists(repo, listedRef(`refs/tags/${name}`))) === undefined
      ? undefined
      : 'there is a tag of the same name';
  }
  const following = await remoteBranch(repo, name, call);
  if (following !== undefined) {
    const command = switchTracking(refNamed('heads', following.local), listedRef(following.remote));
    warnOfHook(await throughHook(repo, command, call), call);
    return `new branch, follows ${shownLine(following.remote.slice('refs/remotes/'.length))}`;
  }
  warnOfHook(await throughHook(repo, detach(await commitOf(repo, name)), call), call);
  return 'no branch: make one with git_create_branch before you commit';
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

function warnOfHook(output: string | undefined, call: Call): void {
  if (output !== undefined) call.warn(output);
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
