import { ToolError, type Call } from '@mcp-reference/kit';
import type { PushRef } from '../git/commands/network.ts';
import { setUpstream } from '../git/commands/branch.ts';
import type { Git } from '../git/git.ts';
import { isOid, listedRef, refNamed } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { existing } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { readStatus } from '../git/status.ts';
import { skippedHooks, under } from '../present.ts';
import { shownLine, shortRef } from '../text.ts';
import { consent } from './consent.ts';
import { upstreamOf } from './fetch.ts';
import { lfsUpload, sendLfs } from './lfs.ts';
import { compareWith, moveOf, questionFor, remoteState } from './push-moves.ts';
import { remoteFor, type Remote } from './remote.ts';
import { sendRefs } from './send-refs.ts';
import type { PushInput } from '../tools/git-push.ts';

/** Sends a branch or tags to a remote, after the user was asked. */
export async function pushText(git: Git, repo: Repository, input: PushInput, call: Call): Promise<string> {
  const branch = await branchFor(repo, input, call);
  const remote = await remoteFor(git, repo, input.remote, branch, true, call);
  const refs = await wantedRefs(repo, input, branch, remote, call);
  const moves = await Promise.all(refs.map((ref) => moveOf(repo, ref)));
  const now = await remoteState(repo, remote, moves, call);
  const open = moves.filter(({ ref, here }) => now.get(ref.to) !== here);
  if (open.length === 0) return under([`${shownLine(remote.name)} has it already`]);
  for (const move of open) await compareWith(repo, move, now, input, call);
  const upload = input.skip_lfs ? undefined : await lfsUpload(git, repo, open, remote, call);
  const question = await questionFor(repo, open, remote, call);
  if (input.dry_run) return under(['nothing was sent'], question);
  await consent(
    call,
    question,
    open.flatMap(({ here, there }) => [here ?? '', there ?? '']),
  );
  return repo.exclusively(call, async () => {
    await assertUnchanged(git, repo, remote, branch, input.remote, call);
    const losing = open.filter(({ go }) => go === undefined || go.length > 0);
    const kept =
      losing.length > 0
        ? (
            await takeSnapshot(repo, `push to ${shownLine(remote.name)}`, call, {
              keep: losing.flatMap(({ there, go }) => (there && go ? [there] : [])),
            })
          ).id
        : undefined;
    const contents = upload && (await sendLfs(git, repo, upload, call));
    const lines = await sendRefs(repo, remote, open, call);
    if (input.set_upstream && branch !== undefined)
      await repo
        .run(setUpstream(listedRef(`refs/heads/${branch}`), remote.name, shortRef(open[0]?.ref.to ?? '')), call)
        .catch(() => {});
    return under(
      [
        `pushed to ${shownLine(remote.name)}`,
        contents,
        input.set_upstream && 'upstream set',
        kept && `undo here: ${kept}`,
        skippedHooks(repo, ['pre-push']),
        remote.notRun.length > 0 && `not run there: ${remote.notRun.join(' ')} (not trusted)`,
      ],
      lines,
    );
  });
}

/** The address that the user was asked about is the one that git will use. */
async function assertUnchanged(
  git: Git,
  repo: Repository,
  { address, others }: Remote,
  branch: string | undefined,
  given: string | undefined,
  call: Call,
): Promise<void> {
  const now = await remoteFor(git, repo, given, branch, true, call);
  if (now.address.url !== address.url || now.others.join('\n') !== others.join('\n'))
    throw new ToolError(
      'conflict',
      `The address of ${shownLine(now.name)} changed while the question was open; nothing was sent. Push again to be asked with the new one.`,
    );
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
