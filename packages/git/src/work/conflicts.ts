import { ToolError, type Call } from '@mcp-reference/kit';
import { lsFiles } from '../git/commands/status.ts';
import { mergeBase, mergeTree } from '../git/commands/refs.ts';
import { isOid, type Oid } from '../git/names.ts';
import { listedPath, showPath, treePath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headCommit } from '../git/revision.ts';
import { split } from '../git/status.ts';
import { operationLine, under } from '../present.ts';
import { brief, count, cutText, decoded, shownLine, shownText } from '../text.ts';

/** What one side has of a file in conflict. */
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

/** What kind of conflict it is, in the words that git uses. */
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

/** All conflicts, or one of them with its three versions and the file as it stands. */
export async function conflictsText(
  repo: Repository,
  { path: given, content }: { path?: string | undefined; content: boolean },
  call: Call,
): Promise<string> {
  const all = await readConflicts(repo, call);
  const operation = operationLine(repo.layout.operation);
  if (given === undefined) {
    const lines = await Promise.all(
      all.map(
        async (conflict) => `${showPath(conflict.path)}: ${kindOf(conflict)}${await markersOf(repo, conflict, call)}`,
      ),
    );
    const how = all.length === 0 && repo.layout.operation ? 'go on with git_resolve {action: "continue"}' : undefined;
    return under(
      [all.length === 0 ? 'no conflicts' : count(all.length, 'conflict'), operation, sides(repo), how],
      lines,
    );
  }
  const wanted = treePath(given, repo.top());
  const conflict = all.find(({ path }) => path.equals(wanted));
  if (conflict === undefined)
    throw new ToolError(
      'not_found',
      `"${showPath(wanted)}" is not in conflict; git_conflicts without a path lists what is.`,
    );
  const room = Math.floor(call.budget / 4) - 100;
  const parts = [under([`${showPath(conflict.path)}: ${kindOf(conflict)}`, sides(repo)])];
  for (const side of ['base', 'ours', 'theirs'] as const)
    parts.push(await stageText(repo, side, conflict[side], content, room));
  const { bytes } = await repo.files.run(
    'readBytes',
    { path: `${repo.top()}/${conflict.path.toString()}`, most: 4 * MiB },
    call,
  );
  if (bytes !== undefined) parts.push(titled('file as it stands', Buffer.from(bytes, 'base64'), room));
  return parts.join('\n');
}

/** In a rebase the sides are the other way round than people expect. */
const sides = (repo: Repository): string | undefined =>
  repo.layout.operation?.name === 'rebase' ? 'ours is what is rebased onto, theirs is your commit' : undefined;

async function markersOf(repo: Repository, { path }: Conflict, call: Call): Promise<string> {
  const read = await repo.files
    .run('readBytes', { path: `${repo.top()}/${path.toString()}`, most: 4 * MiB }, call)
    .catch(() => undefined);
  if (read?.bytes === undefined) return '';
  const starts = decoded(Buffer.from(read.bytes, 'base64'))
    .split('\n')
    .flatMap((line, i) => (line.startsWith('<<<<<<< ') ? [i + 1] : []));
  return starts.length === 0
    ? ', no markers in the file'
    : `, markers at ${starts.length === 1 ? 'line' : 'lines'} ${starts.slice(0, 20).join(', ')}`;
}

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

export interface Preview {
  clean: boolean;
  tree: Oid | undefined;
  conflicts: string[];
  messages: string[];
}

/** What a merge of two commits would give, computed without touching anything. */
export async function previewMerge(repo: Repository, ours: Oid, theirs: Oid, call: Call, base?: Oid): Promise<Preview> {
  if (!repo.has([2, 38])) throw new ToolError('unsupported', 'A preview of a merge needs git 2.38 or newer.');
  const { stdout, code } = await repo.run(mergeTree(ours, theirs, base), call);
  const fields = decoded(stdout).split('\0');
  const tree = fields[0]?.trim() ?? '';
  const end = fields.indexOf('', 1);
  const conflicts = end === -1 ? [] : fields.slice(1, end).map(shownLine);
  const messages: string[] = [];
  // Per message: how many paths, the paths, a stable type, the text.
  for (let at = end === -1 ? fields.length : end + 1; at < fields.length;) {
    const paths = Number(fields[at]);
    if (!Number.isInteger(paths) || fields[at] === '') break;
    const [kind = '', text = ''] = fields.slice(at + 1 + paths, at + 3 + paths);
    if (kind.startsWith('CONFLICT'))
      messages.push(
        `${shownLine(kind)}: ${fields
          .slice(at + 1, at + 1 + paths)
          .map(shownLine)
          .join(', ')}${/modify\/delete|rename/.test(kind) ? ` (${shownLine(text.trim())})` : ''}`,
      );
    at += 3 + paths;
  }
  return { clean: code === 0, tree: isOid(tree) ? tree : undefined, conflicts, messages };
}

/** The answer to "what would this merge do?". */
export async function previewText(repo: Repository, revision: string, call: Call): Promise<string> {
  const [ours, theirs] = [await headCommit(repo), await commitOf(repo, revision)];
  const base = await repo.text(mergeBase(ours, theirs), call);
  if (base === theirs) return under([`${shownLine(revision)} is merged already`]);
  const preview = await previewMerge(repo, ours, theirs, call);
  const how = base === ours ? 'a fast-forward' : preview.clean ? 'clean' : count(preview.conflicts.length, 'conflict');
  return under([`merging ${shownLine(revision)} would be ${how}`], preview.messages);
}
