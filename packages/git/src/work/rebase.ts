import { ToolError, type Call } from '@mcp-reference/kit';
import { mergeBase } from '../git/commands/refs.ts';
import { hashObject } from '../git/commands/commit.ts';
import { rebase } from '../git/commands/sequence.ts';
import { asOid, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { brief, count, shownLine } from '../text.ts';
import { amend, assertMessage } from './commit.ts';
import { readCommits, subjectOf, type Commit } from './commits.ts';
import { some } from './consent.ts';
import { askAboutPublished, assertAmendable } from './published.ts';
import { advance, assertIdle } from './sequence.ts';

export interface Step {
  commit: string;
  action: 'pick' | 'reword' | 'squash' | 'fixup' | 'drop';
  message?: string | undefined;
}

export interface RebaseInput {
  onto?: string | undefined;
  steps?: Step[] | undefined;
  amend: boolean;
  message?: string | undefined;
  merges: boolean;
}

const mostSteps = 500;

/** Writes history anew: onto another commit, step by step, or only the last commit. */
export async function rebaseText(repo: Repository, input: RebaseInput, call: Call): Promise<string> {
  repo.top();
  const { steps, onto } = input;
  if ([input.amend, steps !== undefined || onto !== undefined].filter(Boolean).length !== 1)
    throw new ToolError('invalid', 'Give either amend, or onto, or steps (with onto if they are to go elsewhere).');
  if (input.amend) {
    await assertAmendable(repo, call);
    return repo.exclusively(call, () => amend(repo, input.message, call));
  }
  assertIdle(repo);
  return steps === undefined ? moveOnto(repo, onto ?? '', input, call) : edit(repo, steps, input, call);
}

async function moveOnto(repo: Repository, revision: string, { merges }: RebaseInput, call: Call): Promise<string> {
  const [head, onto] = [await headCommit(repo), await commitOf(repo, revision)];
  const base = await repo.text(mergeBase(head, onto), call);
  const moved = base === '' ? [] : await readCommits(repo, { from: [head], not: [onto], max: mostSteps }, call);
  await askAboutPublished(
    repo,
    moved.map(({ oid }) => oid),
    `Rebase ${count(moved.length, 'commit')} onto ${shownLine(revision)}`,
    call,
  );
  return repo.exclusively(call, async () => {
    const { id } = await takeSnapshot(repo, `rebase onto ${shownLine(revision)}`, call);
    return `${await advance(repo, rebase({ onto, upstream: onto, merges }), `rebased ${count(moved.length, 'commit')} onto ${shownLine(revision)}`, call)}\nundo: ${id}`;
  });
}

/** The steps name every commit of the part that is written anew, oldest first; none can be lost by being forgotten. */
async function edit(
  repo: Repository,
  steps: readonly Step[],
  { onto: revision }: RebaseInput,
  call: Call,
): Promise<string> {
  const head = await headCommit(repo);
  const named = await Promise.all(steps.map(async (step) => ({ ...step, oid: await commitOf(repo, step.commit) })));
  const { base, commits } = await partOf(repo, head, new Set(named.map(({ oid }) => oid)), call);
  assertComplete(named, commits);
  const onto = revision === undefined ? base : await commitOf(repo, revision);
  if (onto === undefined)
    throw new ToolError('unsupported', 'The very first commit cannot be edited this way; give onto.');
  await askAboutPublished(
    repo,
    commits.map(({ oid }) => oid),
    `Write ${count(commits.length, 'commit')} anew`,
    call,
  );
  return repo.exclusively(call, async () => {
    const { id } = await takeSnapshot(repo, `edit ${count(commits.length, 'commit')}`, call);
    const todo = await todoOf(repo, named, new Map(commits.map((commit) => [commit.oid, commit])), call);
    const name = `mcp-git-${id}.todo`;
    const { path } = await repo.files.run(
      'ownFile',
      { gitDir: repo.layout.gitDir, name, data: Buffer.from(todo).toString('base64') },
      call,
    );
    try {
      return `${await advance(repo, rebase({ onto, upstream: base, todoFile: path }), `wrote ${count(commits.length, 'commit')} anew`, call)}\nundo: ${id}`;
    } finally {
      await repo.files.run('ownFile', { gitDir: repo.layout.gitDir, name }, call);
    }
  });
}

/** From HEAD back to the oldest of the named commits; merges in between cannot be written anew. */
async function partOf(
  repo: Repository,
  head: Oid,
  named: ReadonlySet<Oid>,
  call: Call,
): Promise<{ base: Oid | undefined; commits: Commit[] }> {
  const history = await readCommits(repo, { from: [head], max: mostSteps, firstParent: true }, call);
  const oldest = history.findLastIndex(({ oid }) => named.has(oid));
  const commits = history.slice(0, oldest + 1);
  const strange = [...named].find((oid) => !commits.some((commit) => commit.oid === oid));
  if (strange !== undefined)
    throw new ToolError(
      'invalid',
      `${brief(strange)} is not among the last ${mostSteps} commits of the current branch.`,
    );
  const merge = commits.find(({ parents }) => parents.length > 1);
  if (merge)
    throw new ToolError(
      'unsupported',
      `${brief(merge.oid)} (${shownLine(subjectOf(merge))}) is a merge; history with merges in it is only moved (onto, merges: true), not edited.`,
    );
  return { base: commits.at(-1)?.parents[0] as Oid | undefined, commits };
}

function assertComplete(steps: readonly (Step & { oid: Oid })[], commits: readonly Commit[]): void {
  const seen = new Set<Oid>();
  for (const { oid, action, message } of steps) {
    if (seen.has(oid)) throw new ToolError('invalid', `${brief(oid)} is named twice.`);
    seen.add(oid);
    if (message !== undefined) assertMessage(message);
    if ((action === 'reword') !== (message !== undefined) && action !== 'squash')
      throw new ToolError('invalid', `A message goes with reword or squash; ${brief(oid)} is ${action}.`);
  }
  const missing = commits.filter(({ oid }) => !seen.has(oid));
  if (missing.length > 0)
    throw new ToolError(
      'invalid',
      `These commits are in between and need a step too (drop leaves one out): ${some(
        missing.map((commit) => `${brief(commit.oid)} ${shownLine(subjectOf(commit))}`),
        20,
      )}.`,
    );
  const first = steps.find(({ action }) => action !== 'drop');
  if (first === undefined) throw new ToolError('invalid', 'Every commit would be dropped; use git_reset for that.');
  if (first.action === 'squash' || first.action === 'fixup')
    throw new ToolError('invalid', 'The first step has nothing before it to go into.');
}

/**
 * The list for git. A new message is given by a commit that is the old one but for the message; so git never opens an editor,
 * and there is nothing for it to run.
 */
async function todoOf(
  repo: Repository,
  steps: readonly (Step & { oid: Oid })[],
  commits: ReadonlyMap<Oid, Commit>,
  call: Call,
): Promise<string> {
  const groups: { oid: Oid; messages: string[]; changed: boolean; into: Oid[] }[] = [];
  for (const { oid, action, message } of steps) {
    const own = commits.get(oid)?.message ?? '';
    const last = groups.at(-1);
    if (action === 'drop') continue;
    if (action === 'pick') groups.push({ oid, messages: [own], changed: false, into: [] });
    else if (action === 'reword') groups.push({ oid, messages: [message ?? own], changed: true, into: [] });
    else if (last !== undefined) {
      last.into.push(oid);
      if (action === 'squash') {
        last.messages = message === undefined ? [...last.messages, own] : [message];
        last.changed = true;
      }
    }
  }
  const lines: string[] = [];
  for (const { oid, messages, changed, into } of groups) {
    lines.push(
      `pick ${changed ? await reworded(repo, oid, messages.join('\n\n'), call) : oid}`,
      ...into.map((other) => `fixup ${other}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The same commit with another message: every header as it is, but for a signature, which would not hold any more. */
async function reworded(repo: Repository, oid: Oid, message: string, call: Call): Promise<Oid> {
  const raw = await repo.objects.content(oid, 16 * 1024 * 1024);
  const headers = raw
    .subarray(0, raw.indexOf('\n\n'))
    .toString('latin1')
    .replace(/\n(?:gpgsig|gpgsig-sha256|encoding) [^\n]*(?:\n [^\n]*)*/g, '');
  const bytes = Buffer.concat([Buffer.from(`${headers}\n\n`, 'latin1'), Buffer.from(`${message.trimEnd()}\n`)]);
  return asOid(await repo.text(hashObject(bytes, 'commit'), call));
}
