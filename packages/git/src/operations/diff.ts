import { createHash } from 'node:crypto';
import { fromCursor, ToolError, type Call, moreWith } from '@mcp-reference/kit';
import { conflictDiff, diff, diffTree, type DiffOptions, type Ends } from '../git/commands/diff.ts';
import { mergeBase } from '../git/commands/refs.ts';
import { askedPatterns } from '../git/asked-paths.ts';
import { emptyTree } from '../git/empty-tree.ts';
import type { Oid } from '../git/names.ts';
import type { TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { commitOf, headOf, range } from '../git/revision.ts';
import { under } from '../present.ts';
import { unmatched } from './unmatched.ts';
import { count } from '../text.ts';
import { entryLine, generatedAmong, listEntries, summary } from './diff-list.ts';
import { Pages, position } from './diff-pages.ts';
import { parseComparison, parseSection, pathKey, sectionsOf, type Entry, type FilePatch } from './diff-parse.ts';
import { withoutUnchanged } from './diff-unchanged.ts';
import { readableWords } from './diff-words.ts';
import type { DiffInput } from '../tools/git-diff.ts';

/** Two ends, or a commit against one of its parents. */
export type Compared = { ends: Ends } | { commit: Oid; parent: Oid | undefined };

const MiB = 1024 * 1024;
/** The most output for a patch before it is cut and git is asked for less, in bytes. */
const mostPatch = 8 * MiB;
/** The number of files that a continued answer asks git for. */
const pageFiles = 200;

/** Parses the revisions of a `git diff` command line into the two ends of a comparison. */
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
  const paths = await askedPatterns(repo, input.paths ?? [], call);
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
  const answer = (facts: (string | undefined)[], patch: string, cursor?: string) => {
    call.data?.({ what, files: entries.length, added, removed, patch, ...(cursor !== undefined && { cursor }) });
    return under([...facts, moreWith(cursor)], patch);
  };
  if (entries.length === 0) {
    const unknown = await unmatched(repo, input.paths ?? [], compared, call);
    return answer([...head, unknown], above.trimEnd());
  }
  const hidden = input.generated === true ? new Set<string>() : await generatedAmong(repo, entries, call);
  const why = (entry: Entry, patch?: FilePatch) => summary(entry, hidden, patch, input.generated === true);
  const writer = new Pages(Math.max(500, call.budget - above.length), at);
  if (input.names_only) {
    writer.list(entries.map((entry) => entryLine(entry, why(entry))));
    return answer(head, above + writer.text(), writer.rest(entries, of));
  }
  if (at.file === 0 && at.hunk === 0 && at.at === 0 && entries.length > 1)
    listEntries(
      writer,
      entries.map((entry) => entryLine(entry, why(entry, first.patches.get(pathKey(entry.path))))),
    );
  let patches = first.cut || input.cursor !== undefined ? undefined : first.patches;
  let until = patches === undefined ? 0 : entries.length;
  for (let i = at.file; i < entries.length && !writer.full; i++) {
    const entry = entries[i];
    if (entry === undefined || why(entry) !== undefined) continue;
    if (i >= until) {
      const some = entries.slice(i, i + pageFiles).filter((one) => why(one) === undefined);
      until = i + pageFiles;
      const wanted = some.flatMap((one) => (one.from ? [one.from, one.path] : [one.path]));
      patches = (await compare(repo, compared, { ...options, paths: wanted }, { patch: true }, call)).patches;
    }
    const patch = patches?.get(pathKey(entry.path));
    const minified = why(entry, patch);
    if (patch && minified === undefined) writer.patch(i, patch, hunkIds);
    else if (minified !== undefined && entries.length === 1) writer.put(`${entryLine(entry, minified)}\n`);
  }
  return answer([...head, writer.note()], above + writer.text(), writer.rest(entries, of));
}

export async function compare(
  repo: Repository,
  compared: Compared,
  options: DiffOptions,
  { patch }: { patch: boolean },
  call: Call,
): Promise<ReturnType<typeof parseComparison> & { cut: boolean }> {
  const flags = { trusted: repo.trusted, most: mostPatch, patch };
  const ends = 'ends' in compared ? await withBase(repo, compared.ends) : undefined;
  const command = (more: typeof flags, paths = options.paths ?? []) =>
    'commit' in compared
      ? diffTree(compared.commit, compared.parent, { ...options, paths }, more)
      : diff(ends ?? compared.ends, { ...options, paths }, more);
  const anchor = ends?.cached === true ? 'old' : 'new';
  const { stdout, cut } = await repo.run(command(flags), call, { cut: true });
  // Cut within the lists: they are asked for alone, where they may be long.
  if (cut && !stdout.includes('\0diff --')) {
    const lists = await repo.run(command({ ...flags, patch: false, most: 256 * MiB }), call);
    return { ...parseComparison(lists.stdout, anchor), cut: true };
  }
  const parsed = parseComparison(stdout, anchor);
  const read = { complete: patch && !cut, anchor } as const;
  parsed.entries = await withoutUnchanged(
    repo,
    parsed,
    read,
    (paths) => command({ ...flags, patch: true, most: MiB }, paths),
    call,
  );
  if (options.words === true)
    for (const { hunks } of parsed.patches.values())
      for (const hunk of hunks) if (hunk.text.startsWith('@@')) hunk.text = readableWords(hunk.text);
  const conflicts = parsed.entries.filter(({ status }) => status === 'U').map(({ path }) => path);
  if (patch && conflicts.length > 0 && ends !== undefined && ends.cached !== true && ends.to === undefined)
    for (const [key, conflict] of await conflictPatches(repo, conflicts, call)) parsed.patches.set(key, conflict);
  return { ...parsed, cut };
}

/** Files in conflict as git shows them: against both sides. git prints them only where no list is asked for. */
async function conflictPatches(
  repo: Repository,
  paths: readonly TreePath[],
  call: Call,
): Promise<Map<string, FilePatch>> {
  const { stdout } = await repo.run(conflictDiff(paths, { trusted: repo.trusted, most: mostPatch }), call, {
    cut: true,
  });
  const sections = sectionsOf(stdout);
  const named = (section: Buffer) =>
    section.subarray(0, section.indexOf(10)).toString('latin1').slice('diff --cc '.length);
  return new Map(
    paths.flatMap((path): [string, FilePatch][] => {
      const section =
        sections.find((one) => named(one) === pathKey(path)) ?? (paths.length === 1 ? sections[0] : undefined);
      return section === undefined ? [] : [[pathKey(path), withoutIds(parseSection(section, pathKey(path), 'new'))]];
    }),
  );
}

/** A conflict is settled with git_resolve: none of its hunks can be staged. */
const withoutIds = (patch: FilePatch): FilePatch => ({
  ...patch,
  hunks: patch.hunks.map((hunk) => ({ ...hunk, id: '' })),
});

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
