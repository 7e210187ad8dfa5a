import { ToolError, type Call } from '@mcp-reference/kit';
import { objectsToSend } from '../git/commands/refs.ts';
import { isOid, type Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { count, shownLine } from '../text.ts';
import { some } from './consent.ts';
import type { Move } from './push-moves.ts';

/** More objects than this are not looked through for pointers. */
const mostObjects = 50_000;
/** A pointer file is smaller than this, in bytes (git-lfs's own limit is 1024). */
const mostPointer = 1024;

const pointer = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/;

/**
 * Refuses a push that would leave Git LFS pointers on the remote without what they point to: the contents are sent by a hook of the
 * repository, and hooks of a repository that is not trusted do not run.
 */
export async function refuseLostContents(
  repo: Repository,
  moves: readonly Move[],
  remote: string,
  call: Call,
): Promise<void> {
  if (repo.trusted || !(await usesLfs(repo))) return;
  const found: string[] = [];
  for (const { here, there } of moves) {
    if (here === undefined) continue;
    const known = there !== undefined && (await repo.objects.info(there)) !== undefined ? [there] : [];
    const { stdout } = await repo.run(objectsToSend(here, known, remote, mostObjects), call, { cut: true });
    for (const line of stdout.toString().split('\n')) {
      const [oid = '', ...name] = line.split(' ');
      if (name.join(' ') === '' || !isOid(oid) || !(await isPointer(repo, oid))) continue;
      found.push(shownLine(name.join(' ')));
    }
  }
  if (found.length === 0) return;
  throw new ToolError(
    'denied',
    `Nothing was sent: ${count(found.length, 'file')} in these commits ${found.length === 1 ? 'is a Git LFS pointer' : 'are Git LFS pointers'} (${some(found)}), and the contents would not be uploaded, because the pre-push hook of a repository that is not trusted does not run. The user can allow it (git_trust), or run "git lfs push" in a terminal and then push with skip_lfs: true.`,
  );
}

async function usesLfs(repo: Repository): Promise<boolean> {
  const info = await repo.objects.info('HEAD:.gitattributes');
  if (info?.type !== 'blob') return repo.layout.present.includes('lfs');
  return (await repo.objects.content(info.oid, 16 * 1024 * 1024)).includes('filter=lfs');
}

async function isPointer(repo: Repository, oid: Oid): Promise<boolean> {
  const info = await repo.objects.info(oid);
  if (info?.type !== 'blob' || info.size >= mostPointer || info.size < 60) return false;
  return pointer.test((await repo.objects.content(oid, mostPointer)).toString('latin1'));
}
