import { add, addGitlinks, addRemovals, forget } from './commands/index.ts';
import { lsFiles } from './commands/status.ts';
import type { TreePath } from './paths.ts';
import type { Calling, Repository } from './repository.ts';
import { split } from './status.ts';

/**
 * Stages paths. Where other repositories are among them (gitlinks), git would start itself in each to look for changes, with the
 * filters of its configuration; so what changed is listed, and such a repository only staged by its commit.
 * @returns What git said on stderr.
 */
export async function stagePaths(
  repo: Repository,
  paths: readonly TreePath[],
  options: NonNullable<Parameters<typeof add>[1]>,
  call: Calling,
): Promise<string> {
  const links = repo.trusted ? [] : repo.known.gitlinks.map((link) => Buffer.from(link, 'base64'));
  const inside = links.filter((link) => paths.some((path) => covers(path, link)));
  if (inside.length === 0) return addFiles(repo, paths, options, call);
  const plain = paths.filter((path) => !inside.some((link) => covers(path, link)));
  const wide = paths.filter((path) => !plain.includes(path));
  const mode = options.update === true ? 'changed' : options.force === true ? 'known' : 'modified';
  const listed = new Map<string, Buffer>();
  for (const path of split((await repo.run(lsFiles({ mode, paths: wide }), call)).stdout))
    listed.set(path.toString('latin1'), path);
  const changed = [...listed.values()];
  const isLink = (path: Buffer) => inside.some((link) => link.equals(path));
  const files = [...plain, ...changed.filter((path) => !isLink(path))] as TreePath[];
  const moved = changed.filter(isLink);
  const stderr = files.length === 0 ? '' : await addFiles(repo, files, options, call);
  if (moved.length > 0) await repo.run(addGitlinks(moved), call);
  return stderr;
}

/** Stages files. A new repository among them is taken out again when its git directory is outside the allowed folders. */
async function addFiles(
  repo: Repository,
  given: readonly TreePath[],
  options: NonNullable<Parameters<typeof add>[1]>,
  call: Calling,
): Promise<string> {
  const paths = options.sparse === true ? await withoutRemoved(repo, given, call) : given;
  if (paths.length === 0) return '';
  const { stderr } = await repo.run(add(paths, options), call);
  if (repo.trusted || !stderr.includes('adding embedded git repository')) return stderr;
  const { gitlinks } = await repo.files.run('indexPaths', { gitDir: repo.layout.gitDir }, call);
  const added = gitlinks.filter((link) => !repo.known.gitlinks.includes(link));
  try {
    await repo.files.run('assertModules', { top: repo.top(), paths: added }, call);
  } catch (error) {
    await repo.run(forget(added.map((link) => Buffer.from(link, 'base64') as TreePath)), call);
    throw error;
  }
  return stderr;
}

/** Stages files of a sparse checkout that are gone. Returns the paths that something is left of. */
async function withoutRemoved(repo: Repository, paths: readonly TreePath[], call: Calling): Promise<TreePath[]> {
  const gone = split((await repo.run(lsFiles({ mode: 'deleted', paths }), call)).stdout);
  if (gone.length === 0) return [...paths];
  await repo.run(addRemovals(gone), call);
  const left: TreePath[] = [];
  for (const path of paths) {
    const isLeft =
      !gone.some((file) => covers(path, file)) ||
      (await repo.run(lsFiles({ mode: 'known', paths: [path] }), call)).stdout.length > 0;
    if (isLeft) left.push(path);
  }
  return left;
}

const covers = (path: Buffer, link: Buffer): boolean =>
  path.toString() === '.' ||
  path.equals(link) ||
  link.toString('latin1').startsWith(`${path.toString('latin1').replace(/\/$/, '')}/`);
