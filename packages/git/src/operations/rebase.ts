import { ToolError, type Call } from '@mcp-reference/kit';
import { commonBase } from '../git/commands/refs.ts';
import { rebase } from '../git/commands/sequence.ts';
import { lastValue } from '../git/config.ts';
import { isOid, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit } from '../git/revision.ts';
import { brief, count, shownLine } from '../text.ts';
import { amend, assertMessage } from './commit.ts';
import { readCommits, subjectOf, type Commit } from './commits.ts';
import { readBranches } from './branches.ts';
import { some } from './consent.ts';
import { keep } from './in-the-way.ts';
import { askAboutPublished, assertAmendable, movedCommits } from './published.ts';
import { advance, assertIdle } from './sequence.ts';
import { todoOf, todoWithMerges, type Branches, type NamedStep } from './todo.ts';
import type { RebaseInput } from '../tools/git-rebase.ts';

export type Step = NonNullable<RebaseInput['steps']>[number];

const mostSteps = 500;

/** Rewrites history: onto another commit, step by step, or only the last commit. */
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

async function moveOnto(repo: Repository, revision: string, input: RebaseInput, call: Call): Promise<string> {
  const { merges, autosquash } = input;
  const [head, onto] = [await headCommit(repo), await commitOf(repo, revision)];
  const { commits, oldest } = await movedCommits(repo, head, onto, call);
  const updateRefs = updatesRefs(repo, input.update_refs);
  const what = `Rebase ${count(commits.length, 'commit')} onto ${shownLine(revision)}`;
  await askAboutPublished(repo, commits, what, call, oldest);
  return repo.exclusively(call, async () => {
    const coming = { trees: [onto], commits };
    const kept = await keep(repo, coming, `rebase onto ${shownLine(revision)}`, call);
    const done = async () => {
      // Fixups melt and merges are made again, so that only a plain list can be counted afterwards.
      const now =
        merges || autosquash ? commits : (await movedCommits(repo, await headCommit(repo), onto, call)).commits;
      const skipped = commits.length - now.length;
      return `rebased ${count(now.length, 'commit')} onto ${shownLine(revision)}${skipped > 0 ? `, left out ${count(skipped, 'commit')} whose changes are there already` : ''}`;
    };
    const command = rebase({ onto, upstream: onto, merges, updateRefs, autosquash });
    return kept.after(await advance(repo, command, done, call));
  });
}

/** Returns true if branches on the way move along: as the call says, or else as the user has set it. */
function updatesRefs(repo: Repository, asked: boolean | undefined): boolean {
  const users = repo.known.entries.filter(({ scope }) => scope !== 'command');
  const wanted = asked ?? /^(true|yes|on|1)$/i.test(lastValue(users, 'rebase.updaterefs') ?? '');
  if (!wanted || repo.has([2, 38])) return wanted;
  if (asked === undefined) return false;
  throw new ToolError('unsupported', 'update_refs needs git 2.38 or newer.');
}

/** The steps name every commit of the part that is rewritten, oldest first; none can be lost by being forgotten. */
async function edit(repo: Repository, steps: readonly Step[], input: RebaseInput, call: Call): Promise<string> {
  const { onto: revision, update_refs } = input;
  const head = await headCommit(repo);
  const named = await Promise.all(steps.map(async (step) => ({ ...step, oid: await commitOf(repo, step.commit) })));
  const { base, commits, merges } = await partOf(repo, head, named, call);
  assertSteps(named);
  if (!merges) assertComplete(named, commits);
  const onto = revision === undefined ? base : await commitOf(repo, revision);
  const updateRefs = updatesRefs(repo, update_refs);
  await askAboutPublished(
    repo,
    commits.map(({ oid }) => oid),
    `Rewrite ${count(commits.length, 'commit')}`,
    call,
  );
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  return repo.exclusively(call, async () => {
    const coming = { trees: [onto], commits: commits.map(({ oid }) => oid) };
    const { id, after } = await keep(repo, coming, `edit ${count(commits.length, 'commit')}`, call);
    const own = async (data?: string) =>
      (
        await repo.files.run(
          'ownFile',
          {
            gitDir: repo.layout.gitDir,
            name: `mcp-git-${id}.todo`,
            ...(data !== undefined && { data: Buffer.from(data).toString('base64') }),
          },
          call,
        )
      ).path;
    try {
      const branches = updateRefs ? await otherBranches(repo, commits, call) : new Map<Oid, string[]>();
      const todo = merges
        ? await todoWithMerges(repo, await gitsTodo(repo, base, await own(''), updateRefs, call), named, known, call)
        : await todoOf(repo, named, known, branches, call);
      const command = rebase({ onto, upstream: base, todoFile: await own(todo), merges, updateRefs });
      return await after(await advance(repo, command, `rewrote ${count(commits.length, 'commit')}`, call));
    } finally {
      await own();
    }
  });
}

/** The list that git would begin with. It is copied out by its "editor", which then fails, so that nothing is done. */
async function gitsTodo(
  repo: Repository,
  base: Oid | undefined,
  file: string,
  updateRefs: boolean,
  call: Call,
): Promise<string> {
  await repo.run(rebase({ onto: base, upstream: base, copyTo: file, merges: true, updateRefs }), call);
  const { bytes } = await repo.files.run('readBytes', { path: file, most: 16 * 1024 * 1024 }, call);
  return Buffer.from(bytes ?? '', 'base64').toString();
}

/** Branches that point into the part, except the current one and those of other work trees. */
async function otherBranches(repo: Repository, commits: readonly Commit[], call: Call): Promise<Branches> {
  const part = new Set(commits.map(({ oid }) => oid));
  const found = new Map<Oid, string[]>();
  for (const { ref, oid, current, elsewhere } of await readBranches(repo, { kind: 'local', max: 5_000 }, call))
    if (!current && !elsewhere && part.has(oid)) found.set(oid, [...(found.get(oid) ?? []), ref]);
  return found;
}

/** The part of history from HEAD back to the oldest of the named commits, and the commit before it. */
async function partOf(
  repo: Repository,
  head: Oid,
  named: readonly NamedStep[],
  call: Call,
): Promise<{ base: Oid | undefined; commits: Commit[]; merges: boolean }> {
  const history = await readCommits(repo, { from: [head], max: mostSteps, firstParent: true }, call);
  const wanted = new Set(named.map(({ oid }) => oid));
  const oldest = history.findLastIndex(({ oid }) => wanted.has(oid));
  const commits = history.slice(0, oldest + 1);
  const aside = [...wanted].filter((oid) => !commits.some((commit) => commit.oid === oid));
  if (aside.length === 0 && commits.every(({ parents }) => parents.length < 2))
    return { base: commits.at(-1)?.parents[0] as Oid | undefined, commits, merges: false };
  // With merges the part begins where all named commits have begun.
  const firsts = await Promise.all([...wanted].map((oid) => readCommits(repo, { from: [oid], max: 1 }, call)));
  const parents = firsts.flat().map(({ parents: [first] }) => first as Oid | undefined);
  const roots = parents.includes(undefined);
  const base = roots ? '' : await repo.text(commonBase(parents.filter((one) => one !== undefined)), call);
  const all = await readCommits(repo, { from: [head], not: isOid(base) ? [base] : [], max: mostSteps }, call);
  const strange = [...wanted].find((oid) => !all.some((commit) => commit.oid === oid));
  if (strange !== undefined)
    throw new ToolError(
      'invalid',
      `${brief(strange)} is not among the last ${mostSteps} commits of the current branch.`,
    );
  return { base: isOid(base) ? base : undefined, commits: all, merges: true };
}

/** @throws ToolError `invalid` for steps that cannot be meant. */
function assertSteps(steps: readonly NamedStep[]): void {
  const seen = new Set<Oid>();
  for (const { oid, action, message } of steps) {
    if (seen.has(oid)) throw new ToolError('invalid', `${brief(oid)} is named twice.`);
    seen.add(oid);
    if (message !== undefined) assertMessage(message);
    if ((action === 'reword') !== (message !== undefined) && action !== 'squash')
      throw new ToolError('invalid', `A message goes with reword or squash; ${brief(oid)} is ${action}.`);
  }
  const first = steps.find(({ action }) => action !== 'drop');
  if (first?.action === 'squash' || first?.action === 'fixup')
    throw new ToolError('invalid', 'The first step has nothing before it to go into.');
}

function assertComplete(steps: readonly NamedStep[], commits: readonly Commit[]): void {
  const seen = new Set(steps.map(({ oid }) => oid));
  const missing = commits.filter(({ oid }) => !seen.has(oid));
  if (missing.length > 0)
    throw new ToolError(
      'invalid',
      `These commits are in between and need a step too (drop leaves one out): ${some(
        missing.map((commit) => `${brief(commit.oid)} ${shownLine(subjectOf(commit))}`),
        20,
      )}.`,
    );
  if (steps.every(({ action }) => action === 'drop'))
    throw new ToolError('invalid', 'Every commit would be dropped; use git_reset for that.');
}
