import type { LfsContent } from '../files/lfs-contents.ts';
import { checkoutFresh, forgetStat } from './commands/index.ts';
import { attributed, lsFiles } from './commands/status.ts';
import { asEnvironment } from './hardening.ts';
import { pointerIn } from './lfs-pointer.ts';
import { listedPath, type TreePath } from './paths.ts';
import { usesLfs } from './protection.ts';
import type { Calling, Repository } from './repository.ts';
import { split } from './status.ts';

export type PointerFile = LfsContent & { path: TreePath };

const batch = 200;

/** Git LFS writes pointers in place of contents, and asks no server for them. */
export const withoutDownload: Readonly<Record<string, string>> = { GIT_LFS_SKIP_SMUDGE: '1' };

/** Files of Git LFS in the work tree that hold their pointer instead of their contents, and are otherwise unchanged. */
export async function pointerFiles(repo: Repository, call: Calling): Promise<PointerFile[]> {
  if (repo.layout.top === undefined || !usesLfs(repo.known.entries)) return [];
  const tracked = split((await repo.run(attributed('filter=lfs'), call)).stdout).map(listedPath);
  const found: PointerFile[] = [];
  for (let at = 0; at < tracked.length; at += batch) {
    const paths = tracked.slice(at, at + batch);
    const { files } = await repo.files.run(
      'readFiles',
      { top: repo.layout.top, paths: paths.map(String), each: 1_024, most: 1e6 },
      call,
    );
    for (const [index, { kind, data = '' }] of files.entries()) {
      const content = kind === 'file' ? pointerIn(Buffer.from(data, 'base64').toString('latin1')) : undefined;
      const path = paths[index];
      if (content !== undefined && path !== undefined) found.push({ ...content, path });
    }
  }
  if (found.length === 0) return [];
  const changed = new Set(
    split((await repo.run(lsFiles({ mode: 'changed' }), call)).stdout).map((path) => path.toString('latin1')),
  );
  return found.filter(({ path }) => !changed.has(path.toString('latin1')));
}

/** Writes such files again, this time through the filter. @param env Decides where the filter may look for contents. */
export async function fill(
  repo: Repository,
  files: readonly PointerFile[],
  env: Record<string, string>,
  call: Calling,
): Promise<void> {
  if (files.length === 0) return;
  const paths = files.map(({ path }) => path);
  const stages = await repo.run(lsFiles({ mode: 'stages', paths }), call);
  await repo.run(forgetStat(split(stages.stdout)), call);
  await repo.run(checkoutFresh(paths), call, { env });
}

/** Replaces the pointers that {@link withoutDownload} left, as far as their contents are in this repository. */
export async function fillFromHere(repo: Repository, call: Calling): Promise<void> {
  if (!repo.layout.present.includes('lfs')) return;
  const here = await present(repo, repo.layout.commonDir, await pointerFiles(repo, call), call);
  await fill(repo, here, hereOnly(repo), call);
}

/** The environment in which Git LFS finds only what is here. */
export const hereOnly = (repo: Repository): Record<string, string> => ({
  GIT_LFS_SKIP_SMUDGE: '0',
  ...asEnvironment([...repo.known.overrides, ['lfs.url', 'none']]),
});

/** Copies the contents of files from another git directory on this computer; returns those whose contents are here now. */
export async function present(
  repo: Repository,
  from: string,
  files: readonly PointerFile[],
  call: Calling,
): Promise<PointerFile[]> {
  const here: PointerFile[] = [];
  for (let at = 0; at < files.length; at += 20) {
    const some = files.slice(at, at + 20);
    const { missing } = await repo.files.run(
      'sendContents',
      {
        from,
        to: repo.layout.commonDir,
        contents: some.map(({ oid, size }) => ({ oid, size })),
        check: from === repo.layout.commonDir,
      },
      call,
    );
    here.push(...some.filter(({ oid }) => !missing.includes(oid)));
    call.progress(Math.min(at + 20, files.length), files.length, 'Git LFS files');
  }
  return here;
}
