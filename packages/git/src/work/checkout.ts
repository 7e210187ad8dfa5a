import { ToolError, type Call } from '@mcp-reference/kit';
import { forEachRef } from '../git/commands/refs.ts';
import { createBranch, detach, switchNew, switchOrphan, switchTo, switchTracking } from '../git/commands/branch.ts';
import { assertRevision, listedRef, refNamed } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, exists, headOf } from '../git/revision.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, changeCounts, under } from '../present.ts';
import { brief, shownLine } from '../text.ts';

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
    await repo.run(checkout ? switchNew(ref, at) : createBranch(ref, at), call);
    return under([`created ${shownLine(branch_name)} at ${brief(at)}`, checkout && 'checked out']);
  });
}

/** Goes to a branch; to a remote's branch by making one that follows it; to anything else without a branch. */
export async function checkoutText(repo: Repository, name: string, call: Call): Promise<string> {
  assertRevision(name);
  repo.top();
  return repo.exclusively(call, async () => {
    const note = await goTo(repo, name, call);
    const status = await readStatus(repo, call);
    return under([`on ${branchLine(status)}`, changeCounts(status), note]);
  });
}

async function goTo(repo: Repository, name: string, call: Call): Promise<string | undefined> {
  const branch = listedRef(`refs/heads/${name}`);
  if ((await exists(repo, branch)) !== undefined) {
    await repo.run(switchTo(branch), call);
    return (await exists(repo, listedRef(`refs/tags/${name}`))) === undefined
      ? undefined
      : 'there is a tag of the same name';
  }
  const following = await remoteBranch(repo, name, call);
  if (following !== undefined) {
    await repo.run(switchTracking(refNamed('heads', following.local), listedRef(following.remote)), call);
    return `new branch, follows ${shownLine(following.remote.slice('refs/remotes/'.length))}`;
  }
  await repo.run(detach(await commitOf(repo, name)), call);
  return 'no branch: make one with git_create_branch before you commit';
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
