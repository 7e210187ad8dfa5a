import { ToolError, type Call } from '@mcp-reference/kit';
import { revList } from '../git/commands/refs.ts';
import { lsRemote, push, type PushRef } from '../git/commands/network.ts';
import { setUpstream } from '../git/commands/branch.ts';
import type { Git } from '../git/git.ts';
import { isOid, listedRef, refNamed, type Oid, type RefName } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { existing } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, count, decoded, scrubbed, shownLine, shownText, shortRef } from '../text.ts';
import { consent } from './consent.ts';
import { upstreamOf } from './fetch.ts';
import { progressOf, remoteFor, type Remote } from './remote.ts';
import { commitsForQuestion } from './reset.ts';

export interface PushInput {
  remote?: string | undefined;
  branch?: string | undefined;
  to?: string | undefined;
  tags: string[];
  delete: boolean;
  lease?: string | undefined;
  set_upstream: boolean;
  dry_run: boolean;
  confirm?: string | undefined;
}

/** One reference on its way: what the remote has, and what it is to have. */
interface Move {
  ref: PushRef;
  there: Oid | undefined;
  here: Oid | undefined;
  /** Commits that the remote gets; undefined when they cannot be told. */
  come: Oid[];
  /** Commits that will be on the remote's branch no more; undefined when they are not known here. */
  go: Oid[] | undefined;
}

const mostCommits = 1_000;
/** How much of what the remote says is passed on, in characters. */
const mostRemoteWords = 1_500;

/** Sends a branch or tags to a remote, after it was told what that does there. */
export async function pushText(git: Git, repo: Repository, input: PushInput, call: Call): Promise<string> {
  const branch = await branchFor(repo, input, call);
  const remote = await remoteFor(git, repo, input.remote, branch, true, call);
  const refs = await wantedRefs(repo, input, branch, remote, call);
  const moves = await Promise.all(refs.map((ref) => moveOf(repo, ref, call)));
  const now = await remoteState(repo, remote, moves, call);
  const open = moves.filter(({ ref, here }) => now.get(ref.to) !== here);
  if (open.length === 0) return under([`${shownLine(remote.name)} has it already`]);
  for (const move of open) await compareWith(repo, move, now, input, call);
  const question = await questionFor(repo, open, remote, call);
  if (input.dry_run) return under(['nothing was sent'], question);
  await consent(
    call,
    question,
    open.flatMap(({ here, there }) => [here ?? '', there ?? '']),
    input.confirm,
  );
  return repo.exclusively(call, async () => {
    const losing = open.filter(({ go }) => go === undefined || go.length > 0);
    const kept =
      losing.length > 0
        ? (
            await takeSnapshot(repo, `push to ${shownLine(remote.name)}`, call, {
              keep: losing.flatMap(({ there, go }) => (there && go ? [there] : [])),
            })
          ).id
        : undefined;
    const { stdout, stderr } = await repo.run(
      push(
        remote.name,
        open.map(({ ref }) => ref),
        {
          ends: remote.address,
          dryRun: false,
          atomic: open.length > 1 && !remote.address.url.startsWith('http'),
          onStderr: progressOf(call),
        },
      ),
      call,
      { env: remote.env },
    );
    const lines = resultLines(decoded(stdout), stderr);
    if (input.set_upstream && branch !== undefined)
      await repo
        .run(setUpstream(listedRef(`refs/heads/${branch}`), remote.name, shortRef(open[0]?.ref.to ?? '')), call)
        .catch(() => {});
    return under(
      [`pushed to ${shownLine(remote.name)}`, input.set_upstream && 'upstream set', kept && `undo here: ${kept}`],
      lines,
    );
  });
}

async function branchFor(
  repo: Repository,
  { branch, tags, delete: removing }: PushInput,
  call: Call,
): Promise<string | undefined> {
  if (branch !== undefined || removing || tags.length > 0) return branch;
  const current =
    repo.layout.top === undefined ? undefined : (await readStatus(repo, call, { untracked: 'no' })).branch;
  if (current === undefined) throw new ToolError('invalid', 'HEAD is detached; say which branch.');
  return current;
}

async function wantedRefs(
  repo: Repository,
  input: PushInput,
  branch: string | undefined,
  remote: Remote,
  call: Call,
): Promise<PushRef[]> {
  if (input.lease !== undefined && !isOid(input.lease))
    throw new ToolError(
      'invalid',
      'The lease is the full object id that the remote branch has now; a refused push tells it.',
    );
  const lease = input.lease !== undefined && isOid(input.lease) ? input.lease : undefined;
  if (input.delete) {
    const names = [
      ...(branch === undefined ? [] : [refNamed('heads', branch)]),
      ...input.tags.map((tag) => refNamed('tags', tag)),
    ];
    if (names.length === 0) throw new ToolError('invalid', 'Say what to delete on the remote: branch or tags.');
    return names.map((to) => ({ from: undefined, to }));
  }
  const tags = await Promise.all(
    input.tags.map(async (tag): Promise<PushRef> => ({
      from: (await existing(repo, 'tags', tag)).ref,
      to: refNamed('tags', tag),
    })),
  );
  if (branch === undefined) return tags;
  const from = (await existing(repo, 'heads', branch)).ref;
  const upstream = await upstreamOf(repo, branch, call);
  const to = refNamed('heads', input.to ?? (upstream?.remote === remote.name ? upstream.branch : branch));
  return [{ from, to, ...(lease && { lease }) }, ...tags];
}

async function moveOf(repo: Repository, ref: PushRef, _call: Call): Promise<Move> {
  const here = ref.from === undefined ? undefined : (await repo.objects.info(ref.from))?.oid;
  return { ref, here, there: undefined, come: [], go: [] };
}

/** What the remote has now: asked there, as what was fetched may be old. */
async function remoteState(
  repo: Repository,
  remote: Remote,
  moves: readonly Move[],
  call: Call,
): Promise<Map<RefName, Oid>> {
  const text = await repo.run(
    lsRemote(remote.address.url, remote.address, ['refs/heads/*', ...moves.map(({ ref }) => ref.to)]),
    call,
    { env: remote.env },
  );
  const found = new Map<RefName, Oid>();
  for (const line of text.stdout.toString().split('\n')) {
    const [oid = '', ref = ''] = line.split('\t');
    if (isOid(oid)) found.set(listedRef(ref), oid);
  }
  return found;
}

async function compareWith(
  repo: Repository,
  move: Move,
  now: ReadonlyMap<RefName, Oid>,
  { lease, delete: removing }: PushInput,
  call: Call,
): Promise<void> {
  const { ref, here } = move;
  const there = now.get(ref.to);
  move.there = there;
  const known = there !== undefined && (await repo.objects.info(there)) !== undefined;
  const list = async (from: Oid, not: (Oid | string)[]) =>
    (await repo.text(revList([from], not, mostCommits), call)).split('\n').filter(isOid);
  if (here !== undefined && ref.to.startsWith('refs/heads/'))
    move.come = await list(here, known && there ? [there] : await knownThere(repo, now));
  if (there === undefined) {
    if (removing) throw new ToolError('not_found', `The remote has no "${shownLine(shortRef(ref.to))}".`);
    return;
  }
  if (ref.to.startsWith('refs/tags/') && here !== undefined)
    throw new ToolError(
      'conflict',
      `The remote has another tag "${shownLine(shortRef(ref.to))}" (${brief(there)}); a published tag is not replaced.`,
    );
  move.go = !known ? undefined : here === undefined ? [] : await list(there, [here]);
  if (removing) {
    move.ref = { ...ref, lease: there };
    return;
  }
  const loses = move.go === undefined || move.go.length > 0;
  if (!loses || lease === there) return;
  const what =
    move.go === undefined
      ? 'commits that are not here'
      : `${count(move.go.length, 'commit')} that this branch does not`;
  throw new ToolError(
    'conflict',
    `${shownLine(shortRef(ref.to))} on the remote has ${what}${lease === undefined ? '' : ', and is not at the lease that was given'}. Bring them in with git_pull; or, to overwrite them, push again with lease: "${there}".`,
  );
}

/** What the remote has and is known here: what it leads to is not new there. */
async function knownThere(repo: Repository, now: ReadonlyMap<RefName, Oid>): Promise<(Oid | string)[]> {
  const known = await Promise.all([...now.values()].slice(0, 200).map((oid) => repo.objects.info(oid)));
  return [...known.flatMap((info) => (info ? [info.oid] : [])), '--not', '--remotes'];
}

async function questionFor(
  repo: Repository,
  moves: readonly Move[],
  { name, address }: Remote,
  call: Call,
): Promise<string> {
  const parts = await Promise.all(
    moves.map(async ({ ref, here, there, come, go }) => {
      const target = `${ref.to.startsWith('refs/tags/') ? 'tag ' : ''}${shownLine(shortRef(ref.to))}`;
      if (here === undefined) return `delete ${target} (${brief(there ?? '')})`;
      const news =
        come.length > 0
          ? ` with ${count(come.length, 'commit')}${come.length === mostCommits ? ' or more' : ''}:${await commitsForQuestion(repo, come, call)}`
          : ` at ${brief(here)}`;
      const lost =
        go === undefined
          ? `\n  commits that are only there will no longer be on the remote (it is at ${brief(there ?? '')})`
          : go.length > 0
            ? `\n  ${count(go.length, 'commit')} will no longer be on the remote:${await commitsForQuestion(repo, go, call)}`
            : '';
      return `${there === undefined ? 'new ' : ''}${target}${news}${lost}`;
    }),
  );
  return `Push to ${shownLine(name)} (${shownLine(scrubbed(address.url))})? ${parts.join('\n')}`;
}

/** One line for each reference, from the porcelain; what the remote itself says below. A rejection is an error. */
function resultLines(stdout: string, stderr: string): string[] {
  const lines: string[] = [];
  const said = shownText(
    scrubbed(
      stderr
        .split('\n')
        .filter((line) => line.startsWith('remote:'))
        .map((line) => line.slice(7).trim())
        .filter(Boolean)
        .join('\n'),
    ),
  ).slice(0, mostRemoteWords);
  for (const line of stdout.split('\n')) {
    const [flag = '', refs = '', summary = ''] = line.split('\t');
    if (!/^[ +\-*!=]$/.test(flag) || refs === '') continue;
    const target = shownLine(shortRef(refs.slice(refs.indexOf(':') + 1)));
    if (flag === '!')
      throw new ToolError(
        'conflict',
        `The remote refused ${target}: ${shownLine(summary)}.${said === '' ? '' : `\n${said}`}`,
      );
    lines.push(`${target} ${shownLine(summary)}`);
  }
  if (lines.length === 0)
    throw new ToolError('unavailable', `The push did not get through.${said === '' ? '' : `\n${said}`}`);
  return said === '' ? lines : [...lines, 'the remote says:', said];
}
