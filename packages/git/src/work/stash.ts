import { ToolError, type Call } from '@mcp-reference/kit';
import { stashApply, stashDrop, stashPush } from '../git/commands/sequence.ts';
import { isOid } from '../git/names.ts';
import { treePaths } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { headCommit } from '../git/revision.ts';
import { stashList } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, changeCounts, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { refuseFiltered } from './stage.ts';

export interface StashInput {
  action: 'push' | 'apply' | 'pop';
  message?: string | undefined;
  paths: string[];
  untracked: boolean;
  staged: boolean;
  keep_index: boolean;
  index: boolean;
  stash: number;
}

export async function stashText(repo: Repository, input: StashInput, call: Call): Promise<string> {
  repo.top();
  await headCommit(repo);
  return repo.exclusively(call, () => (input.action === 'push' ? push(repo, input, call) : apply(repo, input, call)));
}

async function push(
  repo: Repository,
  { message, paths: given, untracked, staged, keep_index }: StashInput,
  call: Call,
): Promise<string> {
  if (message !== undefined && /\p{Cc}/u.test(message))
    throw new ToolError('invalid', 'The message of a stash is one line.');
  if (staged && !repo.has([2, 35]))
    throw new ToolError('unsupported', 'Stashing only what is staged needs git 2.35 or newer.');
  const paths = treePaths(given, repo.top());
  await refuseFiltered(repo, paths, call);
  const before = await stashList(repo, call);
  await repo.run(stashPush(message ?? 'changes put aside', { untracked, staged, keepIndex: keep_index, paths }), call);
  const [made] = await stashList(repo, call);
  if (made === undefined || made[0] === before[0]?.[0])
    throw new ToolError(
      'conflict',
      `There is nothing to put aside${untracked ? '' : '; untracked files come along with untracked: true'}.`,
    );
  const status = await readStatus(repo, call);
  return under(
    [`put aside as stash 0 (${brief(made[0])})`, branchLine(status), changeCounts(status)],
    shownLine(made[1]),
  );
}

/** By object id: the numbers move when someone else adds or drops a stash meanwhile. */
export async function numbered(repo: Repository, index: number, call: Call): Promise<{ oid: string; message: string }> {
  const list = await stashList(repo, call);
  const found = list[index];
  if (found === undefined)
    throw new ToolError(
      'not_found',
      list.length === 0
        ? 'There are no stashes.'
        : `There is no stash ${index}; there are ${count(list.length, 'stash', 'stashes')}, see git_list {what: "stashes"}.`,
    );
  return { oid: found[0], message: found[1] };
}

async function apply(repo: Repository, { action, stash, index }: StashInput, call: Call): Promise<string> {
  const { oid } = await numbered(repo, stash, call);
  if (!isOid(oid)) throw new ToolError('unavailable', 'The stash cannot be read.');
  try {
    await repo.run(stashApply(oid, index), call);
  } catch (error) {
    const status = await readStatus(repo, call);
    if (!(error instanceof ToolError) || status.conflicts.length === 0) throw error;
    return under([
      `applied with ${count(status.conflicts.length, 'conflict')}; the stash is kept`,
      'see git_conflicts',
    ]);
  }
  const keep = action === 'apply' || (await numbered(repo, stash, call)).oid !== oid;
  if (!keep) await repo.run(stashDrop(stash), call);
  const status = await readStatus(repo, call);
  return under([
    `applied stash ${stash}${keep ? '' : ' and dropped it'} (${brief(oid)})`,
    branchLine(status),
    changeCounts(status),
  ]);
}
