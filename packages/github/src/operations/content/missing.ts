import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { list, plain } from '../../present/text.ts';
import type { At } from './entry.ts';

/** Paths that are suggested. */
const mostNear = 5;

/** The default branch, when a file was asked for on a `main` or `master` that the repository does not have. */
export async function otherDefault(github: GitHub, { owner, repo, ref }: At, call: Call): Promise<string | undefined> {
  const name = /^(?:refs\/heads\/|heads\/)?(main|master)$/.exec(ref ?? '')?.[1];
  if (name === undefined) return undefined;
  const {
    data: { default_branch },
  } = await github.rest.repos.get({ owner, repo }, call);
  if (default_branch === name) return undefined;
  const at = { owner, repo, ref: `heads/${name}` };
  const exists = await github.rest.git.getRef(at, call).then(
    () => true,
    (error: unknown) => !(error instanceof ToolError && error.code === 'not_found'),
  );
  return exists ? undefined : default_branch;
}

/** Asks for a revision. A `main` that the repository does not have is read as its default branch, and said so. */
export async function orDefault<T>(
  github: GitHub,
  { owner, repo, ref }: { owner: string; repo: string; ref: string | undefined },
  ask: (ref: string | undefined) => Promise<T>,
  call: Call,
): Promise<T> {
  try {
    return await ask(ref);
  } catch (error) {
    // A commit by a name that is none is refused with 422.
    const isMissing =
      error instanceof ToolError && (error.code === 'not_found' || /No commit found/.test(error.message));
    if (!isMissing) throw error;
    const other = await otherDefault(github, { owner, repo, path: '', ref }, call).catch((failure: unknown) => {
      if (failure instanceof ToolError) return undefined;
      throw failure;
    });
    if (other === undefined) throw error;
    call.warn(`${owner}/${repo} has no branch ${plain(ref)}; this is its default branch ${plain(other)}`);
    return ask(other);
  }
}

/** The error for a path that is not there, with paths that are near it. */
export async function missingFile(
  github: GitHub,
  { owner, repo, path, ref }: At,
  error: ToolError,
  call: Call,
): Promise<ToolError> {
  try {
    const at = { owner, repo };
    const tree_sha = ref ?? (await github.rest.repos.get(at, call)).data.default_branch;
    const { data: found } = await github.rest.git.getTree({ ...at, tree_sha, recursive: '1' }, call);
    const near = nearest(
      path,
      found.tree.flatMap(({ path }: { path?: string | null }) => path ?? []),
    );
    const where = `${owner}/${repo} at ${plain(tree_sha)}`;
    const what = near.length > 0 ? ` Did you mean ${list(near)}?` : ' get_repository_tree lists all files.';
    return new ToolError('not_found', `${plain(path)} does not exist in ${where}.${what}`, { reason: 'not_found' });
  } catch (failure) {
    if (failure instanceof ToolError) return error;
    throw failure;
  }
}

/** Paths that end alike, have the same name elsewhere, or differ by a few characters; nearest first. */
export function nearest(path: string, known: readonly string[]): string[] {
  const wanted = path.toLowerCase();
  const name = wanted.split('/').at(-1) ?? '';
  const rated = known.flatMap((one) => {
    const other = one.toLowerCase();
    const base = other.split('/').at(-1) ?? '';
    if (other === wanted) return [{ one, rank: 0 }];
    if (other.endsWith(`/${wanted}`) || wanted.endsWith(`/${other}`)) return [{ one, rank: 1 }];
    if (base === name) return [{ one, rank: 2 }];
    const most = Math.min(3, Math.floor(name.length / 3));
    const distance = Math.abs(base.length - name.length) <= most ? editDistance(base, name, most) : most + 1;
    return distance <= most ? [{ one, rank: 2 + distance }] : [];
  });
  return rated
    .sort((a, b) => a.rank - b.rank)
    .slice(0, mostNear)
    .map(({ one }) => one);
}

/** Changes that turn one text into the other, counted up to a limit. */
function editDistance(a: string, b: string, most: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length] ?? 0;
}
