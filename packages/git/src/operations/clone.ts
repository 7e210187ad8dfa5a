import { ToolError, type Call } from '@mcp-reference/kit';
import { checkAddress } from '../git/address.ts';
import { clone } from '../git/commands/network.ts';
import { init } from '../git/commands/setup.ts';
import { saidBy } from '../git/explain.ts';
import type { Git } from '../git/git.ts';
import { servingOf } from '../git/serving.ts';
import { refNamed } from '../git/names.ts';
import { under } from '../present.ts';
import { scrubbed, shownLine } from '../text.ts';
import { fillPointers } from './lfs-files.ts';
import { progressOf } from './remote.ts';
import { briefOf } from './brief.ts';
import type { CloneInput } from '../tools/git-clone.ts';

/** Makes a copy of a repository in a new folder inside the allowed ones. */
export async function cloneText(
  git: Git,
  { url, path: target, branch, depth, bare, partial }: CloneInput,
  call: Call,
): Promise<string> {
  const address = await checkAddress(url, git, call);
  if (branch !== undefined) refNamed('heads', branch);
  const ends = address.local ? await servingOf(git, address.url, false, call) : {};
  const place = await git.freshFolder(target, call);
  let incomplete = '';
  try {
    await git.runOutside(
      clone(address.url, place, { branch, depth, bare, filter: partial, ends, onStderr: progressOf(call) }),
      call,
      // Git LFS cannot download from this computer with the programs that serve it here: the contents are copied below.
      { GIT_ALLOW_PROTOCOL: address.protocol, ...(address.local && { GIT_LFS_SKIP_SMUDGE: '1' }) },
    );
  } catch (error) {
    if (!(error instanceof ToolError) || !(error.cause instanceof Error)) throw error;
    if (!error.cause.message.includes('Clone succeeded, but checkout failed')) throw error;
    incomplete = saidBy(error.cause.message);
  }
  const made = await git.open(target, call);
  git.contacted(made, address.url);
  const filled = address.local ? await fillPointers(git, made, { address }, call) : undefined;
  const note =
    incomplete === ''
      ? ''
      : `\nThe checkout failed, so files are missing: ${incomplete}\nWhen the cause is fixed, git_reset {mode: "hard"} checks them out.`;
  return `${under([`cloned ${shownLine(scrubbed(url))} into ${shownLine(target)}`, filled, note !== '' && 'INCOMPLETE'])}${note}\n${await briefOf(made, call)}`;
}

/** Makes a new repository in a folder that is empty, or holds files that are to go into it, but is in no other repository. */
export async function initText(
  git: Git,
  { name, branch, bare }: { name: string; branch: string; bare: boolean },
  call: Call,
): Promise<string> {
  const ref = refNamed('heads', branch);
  const there = await git.open(name, call).catch((error: unknown) => {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  });
  if (there !== undefined)
    throw new ToolError('conflict', `"${shownLine(name)}" is in a repository already (${shownLine(there.name)}).`);
  // Folders above it may be missing as well.
  const found = await git.files.locate(name, call).catch((error: unknown) => {
    if (error instanceof ToolError && error.code === 'not_found') return undefined;
    throw error;
  });
  if (found?.kind === 'folder' && !found.writable)
    throw new ToolError('denied', `"${shownLine(name)}" is in a folder that this server may only read.`);
  const folder = found?.kind === 'folder' ? found.path : await git.freshFolder(name, call);
  await git.runOutside(init(folder, ref, bare), call);
  return under([`new ${bare ? 'bare ' : ''}repository in ${shownLine(name)}`, `branch ${shownLine(branch)}`]);
}
