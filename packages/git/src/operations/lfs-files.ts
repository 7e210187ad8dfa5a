import type { Call } from '@mcp-reference/kit';
import type { Git } from '../git/git.ts';
import { fill, fillFromHere, hereOnly, pointerFiles, present } from '../git/lfs-files.ts';
import type { Repository } from '../git/repository.ts';
import { count, shownLine } from '../text.ts';
import { some } from './consent.ts';
import type { Remote } from './remote.ts';

/** Warns of files that a checkout left as pointers, because no remote was contacted for their contents. */
export async function warnOfPointers(repo: Repository, call: Call): Promise<void> {
  await fillFromHere(repo, call);
  const files = await pointerFiles(repo, call);
  if (files.length > 0)
    call.warn(
      `${some(files.map(({ path }) => shownLine(path.toString())))}: only the Git LFS ${files.length === 1 ? 'pointer is' : 'pointers are'} here. git_fetch gets the contents where it is offered; so does "git lfs pull" in a terminal.`,
    );
}

/**
 * Replaces pointers in the work tree by their contents after a remote was contacted. Those of a remote on this computer are
 * copied; Git LFS downloads the others.
 * @returns What was done, for the answer.
 */
export async function fillPointers(
  git: Git,
  repo: Repository,
  { address }: Pick<Remote, 'address'>,
  call: Call,
): Promise<string | undefined> {
  const files = await pointerFiles(repo, call);
  if (files.length === 0) return undefined;
  const { local, url } = address;
  const there = local ? await present(repo, (await git.open(url, call)).layout.commonDir, files, call) : files;
  await fill(repo, there, local ? hereOnly(repo) : {}, call);
  const left = files.length - there.length;
  return [
    there.length > 0 && `with the contents of ${count(there.length, 'Git LFS file')}`,
    left > 0 && `the contents of ${count(left, 'Git LFS file')} are neither here nor there`,
  ]
    .filter(Boolean)
    .join(', ');
}
