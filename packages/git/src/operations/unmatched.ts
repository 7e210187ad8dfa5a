import { near, ToolError, type Call } from '@mcp-reference/kit';
import { diff } from '../git/commands/diff.ts';
import { lsTree } from '../git/commands/objects.ts';
import { lsFiles } from '../git/commands/status.ts';
import { askedPatterns } from '../git/asked-paths.ts';
import { emptyTree } from '../git/empty-tree.ts';
import type { Oid } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { split } from '../git/status.ts';
import { showPath, type TreePath } from '../git/paths.ts';
import { brief, shownLine } from '../text.ts';
import { some } from './consent.ts';
import type { Compared } from './diff.ts';

type Asking = Pick<Call, 'signal' | 'deadline' | 'progress' | 'warn'>;

const MiB = 1024 * 1024;
/** More files than this are not compared with a misspelled name. */
const mostCompared = 20_000;

/**
 * A sentence for paths that match no file: an empty answer about them would be taken for "nothing there".
 * @param where A commit or tree; absent: index and work tree. Or the comparison that was empty.
 */
export async function unmatched(
  repo: Repository,
  given: readonly string[],
  where: Oid | Compared | undefined,
  call: Asking,
): Promise<string | undefined> {
  if (given.length === 0) return undefined;
  const trees = treesOf(where);
  const missing: string[] = [];
  for (const path of given) {
    const paths = await askedPatterns(repo, [path], call);
    const found = await Promise.all(trees.map(async (tree) => isThere(repo, tree, paths, call)));
    if (!found.includes(true)) missing.push(path);
  }
  if (missing.length === 0) return undefined;
  const [first] = missing;
  const similar = first === undefined || trees[0] !== undefined ? [] : await similarFiles(repo, first, call);
  return `no file matches ${some(missing.map((path) => `"${shownLine(path.slice(0, 200))}"`))}${similar.length > 0 ? `; did you mean ${some(similar.map((name) => `"${shownLine(name)}"`))}?` : ''}`;
}

/** @throws ToolError `not_found` for a path that neither the index nor the source has. */
export async function assertTracked(
  repo: Repository,
  paths: readonly TreePath[],
  source: Oid | undefined,
  call: Asking,
): Promise<void> {
  const tracked = split((await repo.run(lsFiles({ mode: 'tracked', paths }), call)).stdout).map((name) =>
    name.toString('latin1'),
  );
  for (const path of paths) {
    const name = path.toString('latin1');
    if (name === '.' || tracked.some((file) => file === name || file.startsWith(`${name}/`))) continue;
    if (source !== undefined && (await isIn(repo, source, path, call))) continue;
    const head = await headOf(repo);
    if (head !== undefined && head !== source && (await isIn(repo, head, path, call)))
      throw new ToolError(
        'conflict',
        `The removal of "${showPath(path)}" is staged; nothing was changed. Unstage it first with git_reset {paths: ["${showPath(path)}"]}.`,
      );
    throw new ToolError(
      'not_found',
      `git tracks no file "${showPath(path)}"${source === undefined ? '' : `, here or in ${brief(source)}`}; nothing was changed. Untracked files are removed with git_reset {mode: "clean"}.`,
    );
  }
}

/** Returns whether a commit has a path, which can be a submodule: its commit is no object of this repository. */
const isIn = async (repo: Repository, commit: Oid, path: TreePath, call: Asking): Promise<boolean> =>
  (await repo.run(lsTree(commit, [path]), call)).stdout.length > 0;

/** The trees that can have the files of a comparison; undefined stands for index and work tree. */
function treesOf(where: Oid | Compared | undefined): (Oid | undefined)[] {
  if (where === undefined || typeof where === 'string') return [where];
  if ('commit' in where) return [where.commit, ...(where.parent ? [where.parent] : [])];
  const { from, to } = where.ends;
  return [to, from].filter((end, i) => end !== undefined || i === 0);
}

async function isThere(
  repo: Repository,
  tree: Oid | undefined,
  paths: Awaited<ReturnType<typeof askedPatterns>>,
  call: Asking,
): Promise<boolean> {
  if (tree === undefined && repo.layout.top === undefined) return true;
  const { stdout } = await repo.run(
    tree === undefined
      ? lsFiles({ mode: 'known', paths })
      : diff(
          { from: emptyTree(repo.known.objectFormat), to: tree },
          { paths },
          { trusted: false, most: MiB, patch: false },
        ),
    call,
    { cut: true },
  );
  return stdout.length > 0;
}

async function similarFiles(repo: Repository, path: string, call: Asking): Promise<string[]> {
  if (repo.layout.top === undefined || /[*?[]/.test(path)) return [];
  const { stdout } = await repo.run(lsFiles({ mode: 'tracked' }), call, { cut: true });
  const files = split(stdout).map(String);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const sameName = files.filter((file) => file.slice(file.lastIndexOf('/') + 1) === name);
  return sameName.length > 0 ? sameName.slice(0, 3) : near(path, files.slice(0, mostCompared));
}
