import { fromCursor, moreWith, namedByUser, toCursor, z, type Call } from '@mcp-reference/kit';
import { askedPatterns } from '../git/asked-paths.ts';
import { showPath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { readStatus, type Status } from '../git/status.ts';
import {
  branchLine,
  changeCounts,
  changeLine,
  operationLine,
  pageOf,
  statusRecord,
  suppressedNote,
  under,
} from '../present.ts';
import { count } from '../text.ts';
import type { StatusInput } from '../tools/git-status.ts';
import { unmatched } from './unmatched.ts';

/** Lists what is changed, conflicts first. */
export async function statusText(repo: Repository, input: StatusInput, call: Call): Promise<string> {
  const { paths = [], untracked, ignored, limit, cursor } = input;
  const status = await readStatus(repo, call, { untracked, ignored, paths: await askedPatterns(repo, paths, call) });
  const lines = [
    ...status.conflicts.map(changeLine),
    ...status.changes.map(changeLine),
    ...status.untracked.map((path) => `?? ${showPath(path)}`),
    ...status.ignored.map((path) => `!! ${showPath(path)}`),
  ];
  const start = cursor === undefined ? 0 : fromCursor('status', cursor, z.number().int().min(0));
  const { shown, end } = pageOf(lines, start, limit, call.budget);
  const unknown = lines.length === 0 ? await unmatched(repo, paths, undefined, call) : undefined;
  const next = end < lines.length ? toCursor('status', end) : undefined;
  call.data?.({ ...statusRecord(status, start, end), ...(next !== undefined && { cursor: next }) });
  const operation = operationLine(repo.layout.operation);
  const showsNames = lines.length > 0 || unknown !== undefined || operation !== undefined || !hasUsualNames(status);
  if (!showsNames) call.label(namedByUser);
  return under(
    [
      branchLine(status),
      changeCounts(status),
      unknown,
      status.stashes > 0 && count(status.stashes, 'stash', 'stashes'),
      operation,
      suppressedNote(repo),
      moreWith(next),
    ],
    shown,
  );
}

/** True if nobody can have said anything with the names of the branches: others choose those of a repository that was cloned. */
const hasUsualNames = ({ branch, upstream }: Status): boolean =>
  branch !== undefined &&
  /^(?:main|master)$/.test(branch) &&
  (upstream === undefined || upstream === `origin/${branch}`);
