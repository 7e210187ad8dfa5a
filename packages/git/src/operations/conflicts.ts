import { ToolError, type Call } from '@mcp-reference/kit';
import { lsFiles } from '../git/commands/status.ts';
import { isOid, type Oid } from '../git/names.ts';
import { onePath } from '../git/asked-paths.ts';
import { listedPath, showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { split } from '../git/status.ts';
import { operationLine, under } from '../present.ts';
import { brief, count, cutText, decoded, shownText } from '../text.ts';
import { conflictHunks, showHunks, type ConflictText } from './conflict-hunks.ts';
import { some } from './consent.ts';

/** One side of a file in conflict. */
export interface Stage {
  mode: string;
  oid: Oid;
}

export interface Conflict {
  path: TreePath;
  base?: Stage;
  ours?: Stage;
  theirs?: Stage;
}

const MiB = 1024 * 1024;

/** The three stages of each file in conflict, from the index. */
export async function readConflicts(
  repo: Repository,
  call: Pick<Call, 'signal' | 'deadline' | 'progress'>,
): Promise<Conflict[]> {
  repo.top();
  const byPath = new Map<string, Conflict>();
  for (const record of split((await repo.run(lsFiles({ mode: 'unmerged' }), call)).stdout)) {
    const tab = record.indexOf(9);
    const [mode = '', oid = '', stage = ''] = record.toString('latin1', 0, tab).split(' ');
    const path = listedPath(record.subarray(tab + 1));
    const key = path.toString('latin1');
    const conflict = byPath.get(key) ?? { path };
    const side = ({ '1': 'base', '2': 'ours', '3': 'theirs' } as const)[stage];
    if (side !== undefined && isOid(oid)) conflict[side] = { mode, oid };
    byPath.set(key, conflict);
  }
  return [...byPath.values()];
}

/** Returns the kind of a conflict, in the words that git uses. */
export function kindOf({ base, ours, theirs }: Conflict): string {
  if (base && ours && theirs) return 'both modified';
  if (!base && ours && theirs) return 'both added';
  if (base && ours) return 'modified by us, deleted by them';
  if (base && theirs) return 'deleted by us, modified by them';
  if (ours) return 'added by us';
  return theirs ? 'added by them' : 'both deleted';
}

const marker = /^(<{7}|={7}|>{7}|\|{7})( |$)/;

/** The lines of a text that are conflict markers, 1-based. */
export const markersIn = (text: string): number[] =>
  text.split('\n').flatMap((line, i) => (marker.test(line.replace(/\r$/, '')) ? [i + 1] : []));

/** All conflicts, or one of them: its hunks with lines around, or the whole versions. */
export async function conflictsText(
  repo: Repository,
  {
    path: given,
    content,
    context_lines: around,
  }: { path?: string | undefined; content: boolean; context_lines: number },
  call: Call,
): Promise<string> {
  const all = await readConflicts(repo, call);
  const operation = operationLine(repo.layout.operation);
  if (given === undefined) return listConflicts(repo, all, around, operation, call);
  const wanted = await onePath(repo, given, call);
  const conflict = all.find(({ path }) => path.equals(wanted));
  if (conflict === undefined)
    throw new ToolError(
      'not_found',
      `"${showPath(wanted)}" is not in conflict; ${all.length === 0 ? 'nothing is' : `in conflict: ${some(all.map(({ path }) => showPath(path)))}`}.`,
    );
  const file = content ? undefined : await conflictIn(repo, conflict, call);
  if (file !== undefined && file.hunks.length > 0) {
    const { text, cut } = cutText(showHunks(file, around).map(shownText).join('\n'), call.budget - 300);
    return under(
      [
        `${showPath(conflict.path)}: ${kindOf(conflict)}`,
        count(file.hunks.length, 'hunk'),
        cut && 'CUT, see the file itself for the rest',
        sidesNote(repo),
        'git_resolve {action: "sides", sides: […]} takes a side for each',
      ],
      text,
    );
  }
  const room = Math.floor(call.budget / 4) - 100;
  const parts = [under([`${showPath(conflict.path)}: ${kindOf(conflict)}`, sidesNote(repo)])];
  for (const side of ['base', 'ours', 'theirs'] as const)
    parts.push(await stageText(repo, side, conflict[side], content, room));
  const bytes = content ? await bytesOf(repo, conflict, call) : undefined;
  if (bytes !== undefined) parts.push(titled('file as it is now', bytes, room));
  return parts.join('\n');
}

/** The most text of hunks that a list shows, in characters. */
const mostInList = 6_000;

/** One line for each file; few hunks are shown with them, which saves a call. */
async function listConflicts(
  repo: Repository,
  all: readonly Conflict[],
  around: number,
  operation: string | undefined,
  call: Call,
): Promise<string> {
  const lines: string[] = [];
  let shown = '';
  for (const conflict of all) {
    const file = await conflictIn(repo, conflict, call);
    const found =
      file === undefined
        ? ''
        : file.hunks.length === 0
          ? ', no markers in the file'
          : `, ${count(file.hunks.length, 'hunk')} at ${file.hunks.length === 1 ? 'line' : 'lines'} ${file.hunks
              .slice(0, 20)
              .map(({ from }) => from)
              .join(', ')}${file.hunks.length > 20 ? ' ...' : ''}`;
    lines.push(`${showPath(conflict.path)}: ${kindOf(conflict)}${found}`);
    if (file !== undefined && file.hunks.length > 0)
      shown += `${showPath(conflict.path)}\n${showHunks(file, around).map(shownText).join('\n')}\n`;
  }
  const fits = shown.length > 0 && shown.length + lines.join('\n').length <= Math.min(mostInList, call.budget / 2);
  const how = all.length === 0 && repo.layout.operation ? 'continue with git_resolve {action: "continue"}' : undefined;
  return under(
    [all.length === 0 ? 'no conflicts' : count(all.length, 'conflict'), operation, sidesNote(repo), how],
    [...lines, ...(fits ? [shown.trimEnd()] : [])],
  );
}

async function bytesOf(repo: Repository, { path }: Conflict, call: Call): Promise<Buffer | undefined> {
  const read = await repo.files
    .run('readBytes', { path: `${repo.top()}/${path.toString()}`, most: 4 * MiB }, call)
    .catch(() => undefined);
  return read?.bytes === undefined ? undefined : Buffer.from(read.bytes, 'base64');
}

/** The hunks of a file in conflict; undefined where there is no text to have some. */
async function conflictIn(repo: Repository, conflict: Conflict, call: Call): Promise<ConflictText | undefined> {
  const bytes = await bytesOf(repo, conflict, call);
  return bytes === undefined || bytes.subarray(0, 8000).includes(0) ? undefined : conflictHunks(decoded(bytes));
}

/** In a rebase the sides are the other way round than people expect. */
const sidesNote = (repo: Repository): string | undefined =>
  repo.layout.operation?.name === 'rebase' ? 'ours is what is rebased onto, theirs is your commit' : undefined;

async function stageText(
  repo: Repository,
  side: string,
  stage: Stage | undefined,
  content: boolean,
  room: number,
): Promise<string> {
  if (stage === undefined) return `== ${side}: not there`;
  if (stage.mode === '160000') return `== ${side}: submodule at ${brief(stage.oid)}`;
  const info = await repo.objects.info(stage.oid);
  if (!content || (info?.size ?? 0) > 4 * MiB)
    return `== ${side}: mode ${stage.mode}, ${info?.size ?? 0} bytes, blob ${brief(stage.oid)}`;
  return titled(side, await repo.objects.content(stage.oid, 4 * MiB), room);
}

function titled(title: string, bytes: Buffer, room: number): string {
  if (bytes.subarray(0, 8000).includes(0)) return `== ${title}: binary, ${bytes.length} bytes`;
  const { text, cut } = cutText(shownText(decoded(bytes)), Math.max(200, room));
  return `== ${title}: ${count(decoded(bytes).split('\n').length - 1, 'line')}${cut ? ', CUT (git_show has it whole)' : ''}\n${text.replace(/\n$/, '')}`;
}
