import { createHash } from 'node:crypto';
import { fromCursor, ToolError, type Call } from '@mcp-reference/kit';
import { diff, diffTree, type DiffOptions, type Ends } from '../git/commands/diff.ts';
import { mergeBase } from '../git/commands/refs.ts';
import { emptyTree } from '../git/empty-tree.ts';
import type { Oid } from '../git/names.ts';
import { showPath, treePaths } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headOf, range } from '../git/revision.ts';
import { goesOn, under } from '../present.ts';
import { count } from '../text.ts';
import { Pages, position } from './diff-pages.ts';
import { parseComparison, pathKey, type Entry } from './diff-parse.ts';

export interface DiffInput {
  context_lines: number;
  paths?: string[] | undefined;
  /** The list of files, without patches. */
  names_only?: boolean | undefined;
  ignore_whitespace?: boolean | undefined;
  words?: boolean | undefined;
  /** Lock and generated files are shown too. */
  generated?: boolean | undefined;
  cursor?: string | undefined;
}

/** The comparison itself: two ends, or a commit against its first parent. */
export type Compared = { ends: Ends } | { commit: Oid };

const MiB = 1024 * 1024;
/** How much of a patch git may print before it is cut and asked again for less, in bytes. */
const mostPatch = 8 * MiB;
/** How many files a continued answer asks git for. */
const pageFiles = 200;

/** Files whose changes say nothing that another file does not say better. */
const generatedName =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|deno\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|go\.sum|flake\.lock|mix\.lock|pubspec\.lock|packages\.lock\.json|gradle\.lockfile)$|\.min\.(js|css|mjs)$|\.(js|css|mjs)\.map$|\.pb\.go$|_pb2\.py$/;

/** What `git diff` names on its command line, as the two ends of a comparison. */
export async function endsOf(repo: Repository, target: string): Promise<Ends> {
  if (!target.includes('..')) return { from: await commitOf(repo, target) };
  const { from, not, symmetric } = await range(repo, target);
  const [a, b] = symmetric ? from : [not[0], from[0]];
  if (a === undefined || b === undefined) throw new ToolError('invalid', `"${target}" is not a range of two commits.`);
  return { from: a, to: b };
}

/** `A...B`: what B changed since the two parted. */
export async function sinceParting(repo: Repository, ends: Ends, call: Call): Promise<Ends> {
  if (ends.from === undefined || ends.to === undefined) return ends;
  const base = await repo.text(mergeBase(ends.from, ends.to), call);
  if (base === '') throw new ToolError('conflict', 'The two commits have no commit in common; compare them with "..".');
  return { from: base as Oid, to: ends.to };
}

export async function diffText(
  repo: Repository,
  compared: Compared,
  input: DiffInput,
  call: Call,
  { what, hunkIds = false, above = '' }: { what: string; hunkIds?: boolean; above?: string },
): Promise<string> {
  const paths = treePaths(input.paths ?? [], repo.layout.top ?? '/');
  const options: DiffOptions = {
    context: input.context_lines,
    ignoreWhitespace: input.ignore_whitespace,
    words: input.words,
  };
  const first = await compare(
    repo,
    compared,
    { ...options, paths },
    { patch: input.names_only !== true && input.cursor === undefined },
    call,
  );
  const { entries } = first;
  const of = signature(compared, input, entries);
  const at = input.cursor === undefined ? { file: 0, hunk: 0, at: 0 } : fromCursor('diff', input.cursor, position);
  if ('of' in at && at.of !== of)
    throw new ToolError('invalid', 'The comparison has changed since that cursor was given; start again without it.');
  const added = entries.reduce((sum, entry) => sum + (entry.added ?? 0), 0);
  const removed = entries.reduce((sum, entry) => sum + (entry.removed ?? 0), 0);
  const head = [
    `${what}: ${entries.length === 0 ? 'no changes' : `${count(entries.length, 'file')} +${added} -${removed}`}`,
  ];
  if (entries.length === 0) return under(head);
  const writer = new Pages(Math.max(500, call.budget - above.length), at);
  if (at.file === 0 && at.hunk === 0 && at.at === 0 && (entries.length > 1 || input.names_only))
    listEntries(writer, entries, input.generated === true);
  if (input.names_only) {
    return under([...head, goesOn(writer.rest(entries, of))], writer.text());
  }
  let patches = first.cut || input.cursor !== undefined ? undefined : first.patches;
  let until = patches === undefined ? 0 : entries.length;
  for (let i = at.file; i < entries.length && !writer.full; i++) {
    const entry = entries[i];
    if (entry === undefined || summary(entry, input.generated === true) !== undefined) continue;
    if (i >= until) {
      const some = entries
        .slice(i, i + pageFiles)
        .filter((one) => summary(one, input.generated === true) === undefined);
      until = i + pageFiles;
      const wanted = some.flatMap((one) => (one.from ? [one.from, one.path] : [one.path]));
      patches = (await compare(repo, compared, { ...options, paths: wanted }, { patch: true }, call)).patches;
    }
    const patch = patches?.get(pathKey(entry.path));
    if (patch) writer.patch(i, patch, hunkIds);
  }
  return under([...head, writer.note(), goesOn(writer.rest(entries, of))], above + writer.text());
}

export async function compare(
  repo: Repository,
  compared: Compared,
  options: DiffOptions,
  { patch }: { patch: boolean },
  call: Call,
): Promise<ReturnType<typeof parseComparison> & { cut: boolean }> {
  const flags = { trusted: repo.trusted, most: mostPatch, patch };
  const made =
    'commit' in compared
      ? diffTree(compared.commit, options, flags)
      : diff(await withBase(repo, compared.ends), options, flags);
  const { stdout, cut } = await repo.run(made, call, { cut: true });
  // Cut within the lists: they are asked for alone, where they may be long.
  if (cut && !stdout.includes('\0diff --')) {
    const lists = await repo.run(
      'commit' in compared
        ? diffTree(compared.commit, options, { ...flags, patch: false, most: 256 * MiB })
        : diff(compared.ends, options, { ...flags, patch: false, most: 256 * MiB }),
      call,
    );
    return { ...parseComparison(lists.stdout), cut: true };
  }
  return { ...parseComparison(stdout), cut };
}

/** Before the first commit, what is staged is compared to nothing. */
async function withBase(repo: Repository, ends: Ends): Promise<Ends> {
  return ends.cached && ends.from === undefined && (await headOf(repo)) === undefined
    ? { ...ends, from: emptyTree(repo.known.objectFormat) }
    : ends;
}

function signature(compared: Compared, { cursor: _, ...input }: DiffInput, entries: readonly Entry[]): string {
  const hash = createHash('sha256').update(JSON.stringify([compared, input]));
  for (const { status, path, oids, added, removed } of entries)
    hash.update(`${status} ${pathKey(path)} ${oids.join(' ')} ${added} ${removed}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** Why a file's patch is not shown; undefined for one that is. */
function summary(entry: Entry, generated: boolean): string | undefined {
  if (entry.binary) return 'binary';
  if (!generated && generatedName.test(entry.path.toString('latin1'))) return 'lock or generated file';
  return undefined;
}

function listEntries(writer: Pages, entries: readonly Entry[], generated: boolean): void {
  const room = writer.room / 2;
  const lines: string[] = [];
  let used = 0;
  for (const entry of entries) {
    const line = entryLine(entry, generated);
    used += line.length + 1;
    if (used > room) break;
    lines.push(line);
  }
  const more = entries.length - lines.length;
  writer.put(`${lines.join('\n')}\n${more > 0 ? `... and ${count(more, 'more file')}; narrow with paths\n` : ''}`);
}

export function entryLine(entry: Entry, generated = true): string {
  const { status, path, from, modes, added, removed } = entry;
  const why = summary(entry, generated);
  const mode =
    status === 'M' && modes[0] !== modes[1]
      ? ` mode ${modes.join(' -> ')}`
      : status === 'T'
        ? ` type ${modes.join(' -> ')}`
        : modes.includes('160000')
          ? ' submodule'
          : '';
  return `${status} ${from ? `${showPath(from)} -> ` : ''}${showPath(path)}${added === undefined ? '' : ` +${added} -${removed ?? 0}`}${mode}${why ? ` (${why}, not shown)` : ''}`;
}
