import { isUtf8 } from 'node:buffer';
import { firstOf, ToolError, type Call } from '@mcp-reference/kit';
import { stagePaths } from '../git/adding.ts';
import { checkAttributes, lsFiles } from '../git/commands/status.ts';
import { applyPatch, forget, setExecutable, unstage, unstageAll } from '../git/commands/index.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { isBelow, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { headOf } from '../git/revision.ts';
import { takeSnapshot } from '../git/snapshot.ts';
import { isSparse } from '../git/sparse.ts';
import { readStatus, split } from '../git/status.ts';
import { branchLine, changeCounts, changeLine, under } from '../present.ts';
import { count, shownLine } from '../text.ts';
import { some } from './consent.ts';
import { markersIn, readConflicts } from './conflicts.ts';
import { assertTracked } from './unmatched.ts';
import { hasPieces, patchOf, type Pieces } from './pieces.ts';
import type { AddInput } from '../tools/git-add.ts';

const mostRead = 8 * 1024 * 1024;

/** Puts changes into the index: whole files, hunks, or lines. */
export async function stage(repo: Repository, input: AddInput, call: Call): Promise<string> {
  const { files, update, force, intent, executable, ...pieces } = input;
  if (files.length === 0 && !hasPieces(pieces))
    throw new ToolError('invalid', 'Say what to stage: files ("." for everything), hunks, or lines.');
  repo.top();
  const paths = await askedPaths(repo, files, call);
  const notes: string[] = [];
  return repo.exclusively(call, async () => {
    await refuseFiltered(
      repo,
      hasPieces(pieces)
        ? [
            ...paths,
            ...(await askedPaths(
              repo,
              (pieces.lines ?? []).map(({ path }) => path),
              call,
            )),
          ]
        : paths,
      call,
    );
    if (paths.length > 0) {
      await refuseMarkers(repo, paths, call);
      const partial = intent ? [] : await partlyStaged(repo, paths, call);
      if (partial.length > 0)
        notes.push(partialNote(partial, (await takeSnapshot(repo, `stage ${some(partial, 3)}`, call)).id));
      const said = await stagePaths(repo, paths, { force, update, intent, sparse: isSparse(repo) }, call);
      notes.push(...embeddedNotes(said));
      if (executable !== undefined) await repo.run(setExecutable(paths, executable), call);
    }
    if (hasPieces(pieces)) {
      const { patch } = await patchOf(repo, { cached: false }, pieces, 'forward', call);
      await repo.run(applyPatch(patch, { to: 'index' }), call);
    }
    return [await stagedText(repo, call), ...notes].join('\n');
  });
}

/** A repository inside this one is recorded as a reference to its commit, without its files. */
export const embeddedNotes = (stderr: string, how: 'staged' | 'committed' = 'staged'): string[] =>
  [...stderr.matchAll(/^warning: adding embedded git repository: (.*)$/gm)].map(([, name = '']) => {
    const shown = shownLine(name);
    const back =
      how === 'staged'
        ? `Unstage it with git_reset {paths: ["${shown}"]}`
        : 'git_reset {mode: "soft", target: "HEAD~1"} takes the commit back';
    return `${shown} is a separate git repository: only its commit is recorded, not its files. ${back} if that is not wanted.`;
  });

/** Takes changes out of the index; the work tree keeps them. */
export async function unstageText(
  repo: Repository,
  { paths: given, ...pieces }: Pieces & { paths: string[] },
  call: Call,
): Promise<string> {
  repo.top();
  const paths = await askedPaths(repo, given, call);
  return repo.exclusively(call, async () => {
    const head = await headOf(repo);
    await assertTracked(repo, paths, head, call);
    const partial = hasPieces(pieces) ? [] : await partlyStaged(repo, paths, call);
    const kept = partial.length === 0 ? undefined : (await takeSnapshot(repo, `unstage ${some(partial, 3)}`, call)).id;
    if (hasPieces(pieces)) {
      const { patch } = await patchOf(repo, { cached: true }, pieces, 'reverse', call);
      await repo.run(applyPatch(patch, { to: 'index', reverse: true }), call);
    }
    if (paths.length > 0) await repo.run(head === undefined ? forget(paths) : unstage(paths), call);
    else if (!hasPieces(pieces)) await repo.run(unstageAll(), call);
    const text = await stagedText(repo, call);
    return kept === undefined ? text : `${text}\n${partialNote(partial, kept)}`;
  });
}

export const partialNote = (partial: readonly string[], kept: string): string =>
  `undo: ${kept} (${some(partial)} had staged parts)`;

/** Files whose staged content is nowhere else: the work tree has other content. */
export async function partlyStaged(repo: Repository, paths: readonly TreePath[], call: Call): Promise<string[]> {
  const asArguments = paths.every((path) => isUtf8(path)) ? paths : [];
  const { changes } = await readStatus(repo, call, { untracked: 'no', paths: asArguments });
  const partial = changes.filter(
    ({ code, submodule }) => submodule === undefined && /^[^.].$/.test(code) && code[1] !== '.',
  );
  return partial
    .filter(({ path }) => asArguments.length > 0 || paths.length === 0 || isBelow(path, paths))
    .map(({ path }) => showPath(path));
}

/** Lists what is staged now. */
export async function stagedText(repo: Repository, call: Call): Promise<string> {
  const status = await readStatus(repo, call);
  const staged = status.changes.filter(({ code }) => code[0] !== '.');
  return under([branchLine(status), changeCounts(status)], firstOf(staged.map(changeLine), 50, 'git_status'));
}

/**
 * Content that should pass a filter of the repository must not be stored without it: that would be a wrong commit. Filters
 * of a repository that is not trusted do not run, so such files are refused.
 */
export async function refuseFiltered(repo: Repository, paths: readonly TreePath[], call: Call): Promise<void> {
  const { neutralFilters } = repo.known;
  if (neutralFilters.size === 0) return;
  const candidates = split(
    (
      await repo.run(
        lsFiles({ mode: 'modified', paths: paths.some((path) => path.toString() === '.') ? [] : paths }),
        call,
      )
    ).stdout,
  );
  if (candidates.length === 0) return;
  const fields = split((await repo.run(checkAttributes(['filter'], candidates), call)).stdout);
  const filtered: string[] = [];
  let name = '';
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const value = fields[i + 2]?.toString() ?? '';
    if (!neutralFilters.has(value)) continue;
    name = value;
    filtered.push(showPath(fields[i] ?? Buffer.alloc(0)));
  }
  if (filtered.length > 0)
    throw new ToolError(
      'denied',
      `${some(filtered)}: the repository wants ${filtered.length === 1 ? 'it' : 'them'} stored through its filter "${shownLine(name)}", which does not run because the repository is not trusted; without it the commit would be wrong. git_audit shows the filter, git_trust asks the user.`,
    );
}

/** A file with conflict markers is not resolved. */
export async function refuseMarkers(repo: Repository, paths: readonly TreePath[], call: Call): Promise<void> {
  const within = (path: TreePath) =>
    paths.some(
      (given) =>
        given.toString() === '.' ||
        path.equals(given) ||
        path.toString('latin1').startsWith(`${given.toString('latin1')}/`),
    );
  for (const { path } of (await readConflicts(repo, call)).filter((conflict) => within(conflict.path))) {
    const { bytes } = await repo.files
      .run('readBytes', { path: `${repo.top()}/${path.toString()}`, most: mostRead }, call)
      .catch(() => ({ bytes: undefined }));
    const lines = bytes === undefined ? [] : markersIn(Buffer.from(bytes, 'base64').toString('latin1'));
    if (lines.length > 0)
      throw new ToolError(
        'conflict',
        `"${showPath(path)}" still has conflict markers (${count(lines.length, 'line')}, the first at ${lines[0]}); resolve it with git_resolve.`,
      );
  }
}
