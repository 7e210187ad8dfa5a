import path from 'node:path';
import { fromCursor, toCursor, ToolError, z, type Call, moreWith } from '@mcp-reference/kit';
import { blame } from '../git/commands/log.ts';
import { onePath } from '../git/asked-paths.ts';
import { lastValue } from '../git/config.ts';
import { linkedFolders } from '../git/linked-folders.ts';
import { isOid, type Oid } from '../git/names.ts';
import { showPath, type TreePath } from '../git/paths.ts';
import { release } from '../git/process.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf } from '../git/revision.ts';
import { under } from '../present.ts';
import { brief, count, cutLine, dateOf, decoded, shownLine, shownText } from '../text.ts';
import type { BlameInput } from '../tools/git-blame.ts';

/** The longest line that is shown whole, in characters. */
const mostLine = 1_000;

interface Author {
  name: string;
  time: number;
  summary: string;
  boundary: boolean;
}

interface Line {
  oid: string;
  number(): number;
  text(): string;
}

/** The most commits that a list of ignored ones may have, and the longest such list, in bytes. */
const mostIgnored = 500;
const mostList = 1024 * 1024;

/**
 * The commits that the repository's own `blame.ignoreRevsFile` lists. git does not get to see the setting of a repository that is
 * not trusted: its file is read here, if it is inside the work tree.
 */
async function ignoredCommits(repo: Repository, call: Call): Promise<Oid[]> {
  const { declared, trusted } = repo.known;
  const file = trusted ? undefined : lastValue(declared.entries, 'blame.ignorerevsfile');
  if (file === undefined || file === '' || repo.layout.top === undefined) return [];
  const inside = { path: path.resolve(repo.layout.top, file), most: mostList };
  const { bytes } = await repo.files.run('readBytes', inside, call).catch(() => ({ bytes: undefined }));
  if (bytes === undefined) {
    call.warn(`blame.ignoreRevsFile names "${shownLine(file)}", which cannot be read here: no commit was left out.`);
    return [];
  }
  const listed = Buffer.from(bytes, 'base64')
    .toString()
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(isOid);
  if (listed.length > mostIgnored)
    call.warn(`"${shownLine(file)}" lists ${listed.length} commits; only the first ${mostIgnored} are left out.`);
  const known: Oid[] = [];
  for (const oid of listed.slice(0, mostIgnored))
    if ((await repo.objects.info(oid))?.type === 'commit') known.push(oid);
  return known;
}

/** Consecutive lines of one commit are a block under its name. */
export async function blameText(repo: Repository, input: BlameInput, call: Call): Promise<string> {
  const file = await onePath(repo, input.path, call);
  const revision =
    input.revision === undefined && repo.layout.top !== undefined
      ? undefined
      : await commitOf(repo, input.revision ?? 'HEAD');
  if (revision === undefined) await refuseLinked(repo, file, call);
  const start =
    input.cursor === undefined ? (input.start_line ?? 1) : fromCursor('blame', input.cursor, z.number().int().min(1));
  if (input.end_line !== undefined && input.end_line < start)
    throw new ToolError('invalid', `end_line ${input.end_line} is before line ${start}.`);
  const ignored = await ignoredCommits(repo, call);
  const { stdout } = await repo.run(
    blame({
      ignored,
      revision,
      path: file,
      start,
      end: input.end_line,
      ignoreWhitespace: input.ignore_whitespace,
      moves: input.moves,
      trusted: repo.trusted,
    }),
    call,
  );
  const authors = new Map<string, Author>();
  const out: string[] = [];
  let used = 0;
  let last = start;
  let full = false;
  let current: string | undefined;
  for (const { oid, number, text } of blamed(stdout, authors)) {
    if (full) continue;
    const title = oid === current ? '' : `${blockTitle(oid, authors.get(oid))}\n`;
    const line = `${title}${String(number()).padStart(5)} ${cutLine(shownText(text()), mostLine)}`;
    full = used + line.length > call.budget && out.length > 0;
    if (full) continue;
    out.push(line);
    used += line.length + 1;
    last = number();
    current = oid;
  }
  release(stdout);
  const rest = full ? toCursor('blame', last + 1) : undefined;
  return under([`${showPath(file)}: lines ${start}-${last}`, count(authors.size, 'commit'), moreWith(rest)], out);
}

/** Git would read a file of the work tree behind a link, wherever that leads. */
async function refuseLinked(repo: Repository, file: TreePath, call: Call): Promise<void> {
  const [linked] = await linkedFolders(repo, [file], call);
  if (linked !== undefined)
    throw new ToolError(
      'conflict',
      `"${shownLine(linked)}" is reached by a link in the work tree, so "${showPath(file)}" there is not the file that git tracks. Give revision: "HEAD" for the committed one.`,
    );
}

function blockTitle(oid: string, author: Author | undefined): string {
  if (/^0+$/.test(oid)) return 'not committed';
  if (author === undefined) return brief(oid);
  return `${brief(oid)} ${dateOf(author.time).slice(0, 10)} ${shownLine(author.name)}: ${shownLine(author.summary)}${author.boundary ? ' (where the history here begins)' : ''}`;
}

const [tab, space, newline] = [9, 32, 10];

/** Reads porcelain line by line: what is known of a commit comes before its first line, and is added to `authors`. */
function* blamed(output: Buffer, authors: Map<string, Author>): Generator<Line> {
  let author: Author | undefined;
  let oid = '';
  let header = 0;
  for (let at = 0, end = 0; at < output.length; at = end + 1) {
    end = output.indexOf(newline, at);
    if (end === -1) end = output.length;
    if (output[at] === tab) {
      yield { oid, number: () => numberIn(output, header), text: () => decoded(output.subarray(at + 1, end)) };
      author = undefined;
    } else if (author === undefined) {
      header = at;
      oid = output.toString('latin1', at, output.indexOf(space, at));
      author = authors.get(oid) ?? { name: '', time: 0, summary: '', boundary: false };
      authors.set(oid, author);
    } else describe(author, decoded(output.subarray(at, end)));
  }
}

/** The third field of a header: the line's number in the file that was asked for. */
const numberIn = (output: Buffer, header: number): number =>
  Number(output.toString('latin1', header, output.indexOf(newline, header)).split(' ')[2]);

function describe(author: Author, line: string): void {
  if (line.startsWith('author ')) author.name = line.slice(7);
  else if (line.startsWith('author-time ')) author.time = Number(line.slice(12));
  else if (line.startsWith('summary ')) author.summary = line.slice(8);
  else if (line === 'boundary') author.boundary = true;
}
