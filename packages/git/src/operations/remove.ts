import { ToolError, type Call } from '@mcp-reference/kit';
import { deleteBranch, updateRefs } from '../git/commands/branch.ts';
import { remoteRemove } from '../git/commands/setup.ts';
import { stashClear, stashDrop } from '../git/commands/sequence.ts';
import { bySubsection } from '../git/config.ts';
import type { Git } from '../git/git.ts';
import { remoteNamed } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { existing, headOf } from '../git/revision.ts';
import { stashList, takeSnapshot } from '../git/snapshot.ts';
import { under } from '../present.ts';
import { brief, count, scrubbed, shownLine } from '../text.ts';
import { commitsForQuestion, lostCommits } from './reset.ts';
import { consent, some } from './consent.ts';
import { stashNamed } from './stash.ts';
import { removeWorktree } from './worktree.ts';
import type { DeleteInput } from '../tools/git-delete.ts';

/** Deletes something that has a name; a loss is named first and kept for git_undo. */
export async function deleteText(git: Git, repo: Repository, input: DeleteInput, call: Call): Promise<string> {
  const { what, name } = input;
  if (name === '' && what !== 'all_stashes') throw new ToolError('invalid', `Say which ${what}: name.`);
  if (what === 'branch') return branch(repo, input, call);
  if (what === 'tag') return tag(repo, input, call);
  if (what === 'remote') return remote(repo, input, call);
  if (what === 'worktree') return removeWorktree(git, repo, input, call);
  return stash(repo, input, call);
}

/** Keeps a snapshot, deletes, and says so. */
async function keeping(repo: Repository, what: string, act: () => Promise<unknown>, call: Call): Promise<string> {
  return repo.exclusively(call, async () => {
    const { id } = await takeSnapshot(repo, `delete ${what}`, call);
    await act();
    return under([`deleted ${what}`, `undo: ${id}`]);
  });
}

async function branch(repo: Repository, { name }: DeleteInput, call: Call): Promise<string> {
  const { ref, oid } = await existing(repo, 'heads', name);
  const lost = await lostCommits(repo, oid, { branch: name }, call);
  const keptByHead = (await headOf(repo)) === oid && lost.length > 0;
  if (lost.length > 0 && !keptByHead)
    await consent(
      call,
      `Delete the branch ${shownLine(name)} (${brief(oid)})? ${count(lost.length, 'commit')} will be on no other branch:${await commitsForQuestion(repo, lost, call)}\nA snapshot is kept for git_undo.`,
      [oid],
    );
  return keeping(repo, `branch ${shownLine(name)} (was ${brief(oid)})`, () => repo.run(deleteBranch(ref), call), call);
}

async function tag(repo: Repository, { name }: DeleteInput, call: Call): Promise<string> {
  const { ref, oid } = await existing(repo, 'tags', name);
  await consent(call, `Delete the tag ${shownLine(name)} (${brief(oid)})? A snapshot is kept for git_undo.`, [oid]);
  return keeping(
    repo,
    `tag ${shownLine(name)} (was ${brief(oid)})`,
    () => repo.run(updateRefs([{ ref, to: undefined, old: oid }], 'delete tag'), call),
    call,
  );
}

async function stash(repo: Repository, { what, name }: DeleteInput, call: Call): Promise<string> {
  if (what === 'all_stashes') {
    const list = await stashList(repo, call);
    if (list.length === 0) return under(['there are no stashes']);
    await consent(
      call,
      `Drop all ${count(list.length, 'stash', 'stashes')}: ${some(
        list.map(([, message]) => shownLine(message)),
        5,
      )}? A snapshot is kept for git_undo.`,
      list.map(([oid]) => oid),
    );
    return keeping(repo, 'all stashes', () => repo.run(stashClear(), call), call);
  }
  const { oid, message } = await stashNamed(repo, name, call);
  const shown = `${brief(oid)} (${shownLine(message)})`;
  await consent(call, `Drop the stash ${shown}? A snapshot is kept for git_undo.`, [oid]);
  return keeping(
    repo,
    `stash ${shown}`,
    async () => repo.run(stashDrop((await stashNamed(repo, oid, call)).index), call),
    call,
  );
}

async function remote(repo: Repository, { name }: DeleteInput, call: Call): Promise<string> {
  const url = bySubsection(repo.known.entries, 'remote', 'url').get(name);
  if (url === undefined)
    throw new ToolError(
      'not_found',
      `There is no remote "${shownLine(name.slice(0, 100))}"; see git_list {what: "remotes"}.`,
    );
  await consent(
    call,
    `Remove the remote ${shownLine(name)} (${shownLine(scrubbed(url))}) with its remote branches and settings? git_undo does not bring them back. The repository there stays as it is.`,
    [url],
  );
  return repo.exclusively(call, async () => {
    await repo.run(remoteRemove(remoteNamed(name)), call);
    return under([`removed the remote ${shownLine(name)}`]);
  });
}
