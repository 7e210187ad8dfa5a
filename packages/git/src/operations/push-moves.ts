import { ToolError, type Call } from '@mcp-reference/kit';
import { lsRemote, type PushRef } from '../git/commands/network.ts';
import { revList } from '../git/commands/refs.ts';
import { isOid, listedRef, type Oid, type RefName } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { brief, count, scrubbed, shortRef, shownLine } from '../text.ts';
import { withHelperNote, type Remote } from './remote.ts';
import { commitsForQuestion } from './reset.ts';

/** One reference to push: its value on the remote, and its new value. */
export interface Move {
  ref: PushRef;
  there: Oid | undefined;
  here: Oid | undefined;
  /** Commits that the remote gets; undefined when they cannot be told. */
  come: Oid[];
  /** Commits that will be on the remote's branch no more; undefined when they are not known here. */
  go: Oid[] | undefined;
}

const mostCommits = 1_000;
/** Branches and tags of a remote that are looked up here. */
const mostKnown = 10_000;

/** The move of a reference, before the remote was asked. */
export async function moveOf(repo: Repository, ref: PushRef): Promise<Move> {
  const here = ref.from === undefined ? undefined : (await repo.objects.info(ref.from))?.oid;
  return { ref, here, there: undefined, come: [], go: [] };
}

/** Asks the remote for its references; those that were fetched may be old. */
export async function remoteState(
  repo: Repository,
  remote: Remote,
  moves: readonly Move[],
  call: Call,
): Promise<Map<RefName, Oid>> {
  const text = await withHelperNote(
    repo,
    repo.run(lsRemote(remote.address.url, remote.ends, ['refs/heads/*', ...moves.map(({ ref }) => ref.to)]), call, {
      env: remote.env,
    }),
  );
  const found = new Map<RefName, Oid>();
  for (const line of text.stdout.toString().split('\n')) {
    const [oid = '', ref = ''] = line.split('\t');
    if (isOid(oid)) found.set(listedRef(ref), oid);
  }
  return found;
}

/** Fills in what a move does on the remote. @throws ToolError `conflict` when commits there would be lost without their lease. */
export async function compareWith(
  repo: Repository,
  move: Move,
  now: ReadonlyMap<RefName, Oid>,
  { lease, delete: removing }: { lease?: string | undefined; delete: boolean },
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

/** Commits of the remote that are known here: their history is not new there. */
async function knownThere(repo: Repository, now: ReadonlyMap<RefName, Oid>): Promise<(Oid | string)[]> {
  const known = await Promise.all([...new Set(now.values())].slice(0, mostKnown).map((oid) => repo.objects.info(oid)));
  return [...known.flatMap((info) => (info ? [info.oid] : [])), '--not', '--remotes'];
}

/** The question to the user before anything is sent. */
export async function questionFor(
  repo: Repository,
  moves: readonly Move[],
  { name, address, others }: Remote,
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
  const addresses = [address.url, ...others].map((url) => shownLine(scrubbed(url))).join(' and ');
  return `Push to ${shownLine(name)} (${addresses})? ${parts.join('\n')}`;
}
