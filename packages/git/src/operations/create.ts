import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress } from '../git/address.ts';
import { createTag, renameBranch, setUpstream, unsetUpstream } from '../git/commands/branch.ts';
import { remoteAdd, remoteRename, remoteSetUrl, worktreeLock, worktreePrune } from '../git/commands/setup.ts';
import { bySubsection } from '../git/config.ts';
import type { Git } from '../git/git.ts';
import { refNamed, remoteNamed } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { existing, exists, headCommit, resolve } from '../git/revision.ts';
import { readStatus } from '../git/status.ts';
import { under } from '../present.ts';
import { brief, scrubbed, shownLine } from '../text.ts';
import { assertMessage } from './commit.ts';
import { upstreamOf } from './fetch.ts';
import { setSparse } from './sparse.ts';
import { linkedWorktree } from './worktree.ts';
import type { ConfigureInput } from '../tools/git-configure.ts';
import type { CreateInput } from '../tools/git-create.ts';

export async function createTagText(
  repo: Repository,
  { name, target, message, sign }: CreateInput,
  call: Call,
): Promise<string> {
  const ref = refNamed('tags', name);
  if (message !== undefined) assertMessage(message);
  const isOn = (key: string) => /^(true|yes|on|1)$/i.test(repo.config(key) ?? '');
  const signs = sign ?? (isOn('tag.gpgsign') || (message !== undefined && isOn('tag.forcesignannotated')));
  if (signs && message === undefined)
    throw new ToolError(
      'invalid',
      `A signed tag needs a message${sign === undefined ? ' (tag.gpgSign is set; sign: false makes a plain one)' : ''}.`,
    );
  return repo.exclusively(call, async () => {
    if ((await exists(repo, ref)) !== undefined)
      throw new ToolError('conflict', `The tag "${shownLine(name)}" exists already.`);
    const at = target === undefined ? await headCommit(repo) : (await resolve(repo, target, 'object')).oid;
    await repo.run(createTag(ref, at, message, signs), call);
    return under([
      `tagged ${brief(at)} as ${shownLine(name)}`,
      message !== undefined && 'annotated',
      signs && 'signed',
    ]);
  });
}

export async function addRemoteText(
  git: Git,
  repo: Repository,
  { name, url }: CreateInput,
  call: Call,
): Promise<string> {
  if (url === undefined) throw new ToolError('invalid', 'A remote needs a url.');
  const remote = remoteNamed(name);
  const { url: checked } = await checkAddress(url, git, call);
  if (scrubbed(checked) !== checked && /:[^/@]*@/.test(checked))
    throw new ToolError(
      'invalid',
      'The url has a password in it, which would stand in the configuration for anyone to read; leave it out, a credential helper keeps it better.',
    );
  return repo.exclusively(call, async () => {
    await repo.run(remoteAdd(remote, checked), call);
    return under([`added the remote ${shownLine(name)}`, shownLine(scrubbed(checked))]);
  });
}

/** Changes how branches, remotes and work trees are set up; nothing that anyone made is lost by it. */
export async function configureText(git: Git, repo: Repository, input: ConfigureInput, call: Call): Promise<string> {
  return repo.exclusively(call, () => configure(git, repo, input, call));
}

async function configure(
  git: Git,
  repo: Repository,
  { action, name, value, push, folders }: ConfigureInput,
  call: Call,
): Promise<string> {
  const needed = (text: string | undefined, what: string): string => {
    if (text === undefined) throw new ToolError('invalid', `${action} needs ${what}.`);
    return text;
  };
  const branch = async () =>
    existing(repo, 'heads', name ?? (await readStatus(repo, call, { untracked: 'no' })).branch ?? '');
  if (action === 'sparse_checkout') return setSparse(repo, folders, call);
  if (action === 'rename_branch') {
    const [{ ref }, to] = [await branch(), needed(value, 'the new name as value')];
    if ((await exists(repo, refNamed('heads', to))) !== undefined)
      throw new ToolError('conflict', `The branch "${shownLine(to)}" exists already.`);
    await repo.run(renameBranch(ref, refNamed('heads', to)), call);
    return under([`renamed ${shownLine(ref.slice('refs/heads/'.length))} to ${shownLine(to)}`]);
  }
  if (action === 'set_upstream') {
    const [{ ref }, upstream] = [await branch(), needed(value, 'the remote branch as value, such as origin/main')];
    const remote = [...bySubsection(repo.known.entries, 'remote', 'url').keys()].find((one) =>
      upstream.startsWith(`${one}/`),
    );
    if (remote === undefined)
      throw new ToolError('not_found', `"${shownLine(upstream)}" begins with the name of no remote.`);
    await existing(repo, 'remotes', upstream);
    await repo.run(setUpstream(ref, remoteNamed(remote), upstream.slice(remote.length + 1)), call);
    return under([`${shownLine(ref.slice('refs/heads/'.length))} follows ${shownLine(upstream)}`]);
  }
  if (action === 'unset_upstream') {
    const { ref } = await branch();
    const short = ref.slice('refs/heads/'.length);
    const was = await upstreamOf(repo, short, call);
    await repo.run(unsetUpstream(ref), call);
    return under([`${shownLine(short)} follows nothing`, was && `was ${shownLine(`${was.remote}/${was.branch}`)}`]);
  }
  if (action === 'rename_remote' || action === 'set_remote_url') {
    const remote = remoteNamed(needed(name, 'the remote as name'));
    const urls = bySubsection(repo.known.entries, 'remote', 'url');
    const old = (push ? bySubsection(repo.known.entries, 'remote', 'pushurl') : urls).get(remote);
    if (!urls.has(remote)) throw new ToolError('not_found', `There is no remote "${shownLine(remote)}".`);
    if (action === 'rename_remote')
      await repo.run(remoteRename(remote, remoteNamed(needed(value, 'the new name as value'))), call);
    else
      await repo.run(
        remoteSetUrl(remote, (await checkAddress(needed(value, 'the address as value'), git, call)).url, push),
        call,
      );
    const was = action === 'rename_remote' ? remote : old;
    return under([
      `${shownLine(remote)}: ${shownLine(scrubbed(value ?? ''))}`,
      was !== undefined && `was ${shownLine(scrubbed(was))}`,
    ]);
  }
  if (action === 'prune_worktrees') {
    await repo.run(worktreePrune(), call);
    return under(['forgot work trees whose folder is gone']);
  }
  const found = await linkedWorktree(repo, needed(name, 'the path as name'), call);
  await repo.run(worktreeLock(found.path, action === 'lock_worktree'), call);
  return under([`${action === 'lock_worktree' ? 'locked' : 'unlocked'} ${shownLine(name ?? '')}`]);
}
