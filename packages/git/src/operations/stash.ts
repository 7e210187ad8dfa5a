import { ToolError, type Call } from '@mcp-reference/kit';
import { stashApply, stashDrop, stashPush } from '../git/commands/sequence.ts';
import { isOid, type Oid } from '../git/names.ts';
import { showPath } from '../git/paths.ts';
import { askedPaths } from '../git/asked-paths.ts';
import type { Repository } from '../git/repository.ts';
import { headCommit } from '../git/revision.ts';
import { stashList } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { branchLine, changeCounts, under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { consent, some } from './consent.ts';
import { keep } from './in-the-way.ts';
import { refuseFiltered } from './stage.ts';
import { refuseStandingFiles, takeBack } from './stash-files.ts';
import type { StashInput } from '../tools/git-stash.ts';

export async function stashText(repo: Repository, input: StashInput, call: Call): Promise<string> {
  repo.top();
  await headCommit(repo);
  return input.action === 'push' ? repo.exclusively(call, () => push(repo, input, call)) : apply(repo, input, call);
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
  const paths = await askedPaths(repo, given, call);
  await refuseFiltered(repo, paths, call);
  const { changes } = await readStatus(repo, call, { untracked: 'no' });
  if (staged && !changes.some(({ code }) => code[0] !== '.'))
    throw new ToolError('conflict', 'Nothing is staged; git_add stages what is to be put aside.');
  const before = await stashList(repo, call);
  await repo.run(stashPush(message ?? 'changes put aside', { untracked, staged, keepIndex: keep_index, paths }), call);
  const [made] = await stashList(repo, call);
  if (made === undefined || made[0] === before[0]?.[0])
    throw new ToolError(
      'conflict',
      `There is nothing to put aside${untracked ? '' : '; untracked files come along with untracked: true'}.`,
    );
  const status = await readStatus(repo, call);
  return under([`put aside as stash ${brief(made[0])}`, branchLine(status), changeCounts(status)], shownLine(made[1]));
}

export interface Stash {
  oid: Oid;
  message: string;
  index: number;
  /** The caller named it by its id, which means the same one whatever others do; a position moves. */
  byId: boolean;
}

/** The stash that an id, or a position such as `0` or `stash@{0}`, names now. */
export async function stashNamed(repo: Repository, given: string, call: Call): Promise<Stash> {
  const list = await stashList(repo, call);
  const position = /^(?:stash@\{)?(\d{1,6})\}?$/.exec(given.trim())?.[1];
  const id = /^[0-9a-f]{7,64}$/.test(given) ? given : undefined;
  const byId = id === undefined ? [] : list.filter(([oid]) => oid.startsWith(id));
  const at = position === undefined || byId.length > 0 ? -1 : Number(position);
  const index = byId.length === 1 ? list.findIndex(([oid]) => oid === byId[0]?.[0]) : at;
  const [oid = '', message = ''] = list[index] ?? [];
  if (position === undefined && id === undefined)
    throw new ToolError(
      'invalid',
      `"${shownLine(given.slice(0, 100))}" is not a stash; give its id or number from git_list {what: "stashes"}.`,
    );
  if (!isOid(oid))
    throw new ToolError(
      'not_found',
      list.length === 0
        ? 'There are no stashes.'
        : `There is no stash ${shownLine(given.slice(0, 100))}; there ${list.length === 1 ? 'is' : 'are'} ${count(list.length, 'stash', 'stashes')}, see git_list {what: "stashes"}.`,
    );
  return { oid, message, index, byId: byId.length === 1 };
}

/** The branch that a stash was made on, as its message says; null for a detached HEAD, undefined where it does not say. */
const branchOf = (message: string): string | null | undefined => {
  const name = /^(?:WIP on|On) ([^:]+): /.exec(message)?.[1];
  return name === '(no branch)' ? null : name;
};

async function apply(repo: Repository, { action, stash, index }: StashInput, call: Call): Promise<string> {
  const { oid, message, byId } = await stashNamed(repo, stash, call);
  const made = branchOf(message);
  const { branch } = await readStatus(repo, call, { untracked: 'no' });
  if (!byId && made !== undefined && made !== (branch ?? null))
    await consent(
      call,
      `${action === 'pop' ? 'Pop' : 'Apply'} stash ${shownLine(stash)} (${brief(oid)}), which was made on ${made === null ? 'a detached HEAD' : shownLine(made)}, on ${branch === undefined ? 'a detached HEAD' : `the branch ${shownLine(branch)}`}? It is "${shownLine(message)}".`,
      [oid, branch ?? ''],
    );
  return repo.exclusively(call, async () => {
    const own = await refuseStandingFiles(repo, oid, call);
    const { after } = await keep(repo, { trees: [oid] }, `${action} stash ${brief(oid)}`, call, own.map(String));
    try {
      await repo.run(stashApply(oid, index), call);
    } catch (error) {
      const status = await readStatus(repo, call);
      if (status.conflicts.length === 0) await takeBack(repo, own, call);
      if (!(error instanceof ToolError) || status.conflicts.length === 0) throw error;
      const kept = await stashNamed(repo, oid, call);
      const text = under(
        [
          `applied with ${count(status.conflicts.length, 'conflict')}: ${some(status.conflicts.map(({ path }) => showPath(path)))}`,
          `the stash is kept (${brief(oid)}, now number ${kept.index})`,
        ],
        `Look with git_conflicts and resolve each with git_resolve; then nothing is left in progress, and git_delete {what: "stash", name: "${brief(oid)}"} drops the stash.`,
      );
      return after(text);
    }
    if (action === 'pop') {
      // By its id: the position may have moved since.
      const now = await stashNamed(repo, oid, call);
      await repo.run(stashDrop(now.index), call);
    }
    const status = await readStatus(repo, call);
    const text = under([
      `applied ${action === 'pop' ? 'and dropped ' : ''}stash ${brief(oid)}`,
      branchLine(status),
      changeCounts(status),
    ]);
    return after(text);
  });
}
