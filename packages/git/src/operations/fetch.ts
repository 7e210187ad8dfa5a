import { firstOf, ToolError, type Call } from '@mcp-reference/kit';
import { aheadBehind, forEachRef } from '../git/commands/refs.ts';
import { fetch } from '../git/commands/network.ts';
import { merge, rebase } from '../git/commands/sequence.ts';
import type { Git } from '../git/git.ts';
import { overwritingRefspecs } from '../git/protection.ts';
import { isOid, listedRef, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit } from '../git/revision.ts';
import { readStatus } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, shownLine } from '../text.ts';
import { keep, keepingWay } from './in-the-way.ts';
import { fillPointers } from './lfs-files.ts';
import { progressOf, remoteFor, remoteRefs, withHelperNote } from './remote.ts';
import { advance, assertIdle } from './sequence.ts';
import type { FetchInput } from '../tools/git-fetch.ts';

/** Gets what a remote has, and tells what is new by comparing before and after. */
export async function fetchText(git: Git, repo: Repository, input: FetchInput, call: Call): Promise<string> {
  const remote = await remoteFor(git, repo, input.remote, undefined, false, call);
  if (input.unshallow && !repo.known.shallow) throw new ToolError('conflict', 'The clone is not shallow.');
  const [overwriting] = repo.trusted ? [] : overwritingRefspecs(repo.known.declared.entries, remote.name);
  if (overwriting !== undefined && input.branches.length === 0)
    throw new ToolError(
      'denied',
      `The configuration of this repository makes a fetch overwrite branches of your own (remote.${shownLine(remote.name)}.fetch = ${shownLine(overwriting)}); nothing was fetched. Name the branches to fetch (branches), which go to refs/remotes, or let the user correct that setting.`,
    );
  const refspecs = input.branches.map((branch) => {
    const ref = branchAt(branch);
    return `+${ref}:refs/remotes/${remote.name}/${branch}`;
  });
  return repo.exclusively(call, async () => {
    const before = await remoteRefs(repo, remote.name, call);
    await withHelperNote(
      repo,
      repo.run(
        fetch(remote.name, refspecs, {
          prune: input.prune,
          tags: input.tags,
          depth: input.depth,
          unshallow: input.unshallow,
          ends: remote.ends,
          onStderr: progressOf(call),
        }),
        call,
        { env: remote.env },
      ),
    );
    const filled = await fillPointers(git, repo, remote, call);
    const after = await remoteRefs(repo, remote.name, call);
    const lines = await changed(repo, before, after, call);
    return under(
      [`fetched ${shownLine(remote.name)}`, lines.length === 0 ? 'nothing new' : count(lines.length, 'change'), filled],
      firstOf(lines, 200),
    );
  });
}

function branchAt(name: string): string {
  if (name === '' || name.startsWith('-') || /[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(name))
    throw new ToolError('invalid', `"${shownLine(name.slice(0, 100))}" is no branch name.`);
  return `refs/heads/${name}`;
}

async function changed(
  repo: Repository,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  call: Call,
): Promise<string[]> {
  const short = (ref: string) => shownLine(ref.replace(/^refs\/(remotes|tags)\//, ''));
  const lines: string[] = [];
  for (const [ref, oid] of after) {
    const old = before.get(ref);
    if (old === oid || ref.endsWith('/HEAD')) continue;
    if (old === undefined) lines.push(`new ${ref.startsWith('refs/tags/') ? 'tag ' : ''}${short(ref)} ${brief(oid)}`);
    else {
      const distance =
        isOid(old) && isOid(oid)
          ? (await repo.text(aheadBehind(old, oid), call).catch(() => '')).split('\t').map(Number)
          : [];
      const [gone = 0, come = 0] = distance;
      lines.push(
        `${short(ref)} ${brief(old)}..${brief(oid)}${distance.length === 2 ? ` +${come}${gone > 0 ? ` -${gone} (forced)` : ''}` : ''}`,
      );
    }
  }
  for (const [ref, oid] of before) if (!after.has(ref)) lines.push(`gone ${short(ref)} (was ${brief(oid)})`);
  return lines;
}

/** Fetches, then brings the upstream into the current branch. */
export async function pullText(
  git: Git,
  repo: Repository,
  { remote, branch, how }: { remote?: string | undefined; branch?: string | undefined; how: 'ff' | 'merge' | 'rebase' },
  call: Call,
): Promise<string> {
  repo.top();
  assertIdle(repo);
  const { branch: current } = await readStatus(repo, call, { untracked: 'no' });
  if (current === undefined) throw new ToolError('conflict', 'HEAD is detached; check a branch out first.');
  const upstream = branch === undefined ? await upstreamOf(repo, current, call) : undefined;
  const from = await remoteFor(git, repo, remote ?? upstream?.remote, current, false, call);
  const there = branch ?? upstream?.branch;
  if (there === undefined)
    throw new ToolError('invalid', `"${shownLine(current)}" follows no branch; say which: remote and branch.`);
  const told = await fetchText(
    git,
    repo,
    { remote: from.name, branches: branch === undefined ? [] : [branch], prune: false, unshallow: false },
    call,
  );
  try {
    const theirs = await commitOf(repo, `refs/remotes/${from.name}/${there}`);
    return await repo.exclusively(call, async () => {
      const brought = await bringIn(repo, theirs, `${from.name}/${there}`, how, call);
      const filled = await fillPointers(git, repo, from, call);
      return `${told}\n${brought}${filled === undefined ? '' : `\n${filled}`}`;
    });
  } catch (error) {
    if (!(error instanceof ToolError) || error.confirm !== undefined) throw error;
    const { code, reason, message } = error;
    throw new ToolError(code, `${message}\nBefore that: ${told}`, {
      cause: error,
      ...(reason !== undefined && { reason }),
    });
  }
}

async function bringIn(
  repo: Repository,
  theirs: Oid,
  name: string,
  how: 'ff' | 'merge' | 'rebase',
  call: Call,
): Promise<string> {
  const [ahead = 0, behind = 0] = (await repo.text(aheadBehind(await headCommit(repo), theirs), call))
    .split('\t')
    .map(Number);
  if (behind === 0) return under(['up to date', ahead > 0 && `${count(ahead, 'commit')} to push`]);
  if (how === 'rebase' && ahead > 0) {
    const kept = await keep(repo, { trees: [theirs] }, `pull with rebase onto ${shownLine(name)}`, call);
    const done = `rebased ${count(ahead, 'commit')} onto ${shownLine(name)}`;
    return kept.after(await advance(repo, rebase({ onto: theirs, upstream: theirs }), done, call));
  }
  if (how === 'ff' && ahead > 0)
    throw new ToolError(
      'conflict',
      `The branches have diverged: ${count(ahead, 'commit')} here, ${behind} there. Pull with how: "merge" or "rebase".`,
    );
  const command = merge([theirs], {
    message: `Merge remote-tracking branch '${name}'`,
    ff: how === 'merge' ? 'auto' : 'only',
    squash: false,
    ort: repo.has([2, 33]),
  });
  const done = `${how === 'merge' && ahead > 0 ? 'merged' : 'fast-forwarded'} ${count(behind, 'commit')} of ${shownLine(name)}`;
  const act = () => advance(repo, command, done, call);
  return keepingWay(repo, { trees: [theirs] }, `pull ${shownLine(name)}`, act, call);
}

export async function upstreamOf(
  repo: Repository,
  branch: string,
  call: Call,
): Promise<{ remote: string; branch: string } | undefined> {
  const text = await repo.text(
    forEachRef({
      patterns: [listedRef(`refs/heads/${branch}`)],
      format: '%(upstream:remotename)%00%(upstream:remoteref)',
    }),
    call,
  );
  const [remote = '', ref = ''] = text.split('\0');
  return remote === '' || !ref.startsWith('refs/heads/')
    ? undefined
    : { remote, branch: ref.slice('refs/heads/'.length) };
}
