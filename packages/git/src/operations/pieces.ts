import { ToolError, type Call, type z } from '@mcp-reference/kit';
import type { lineRange } from '../arguments.ts';
import type { Ends } from '../git/commands/diff.ts';
import { askedPaths } from '../git/asked-paths.ts';
import { showPath, type TreePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { shownLine } from '../text.ts';
import { compare } from './diff.ts';
import { pathKey, type FilePatch, type Hunk } from './diff-parse.ts';

/** Parts of a diff: hunks by their ids, or lines by their numbers. */
export interface Pieces {
  hunks?: string[] | undefined;
  lines?: LineRange[] | undefined;
}

/** Numbers of removed lines are those in the older version, others those in the newer one. */
export type LineRange = z.infer<typeof lineRange>;

export const hasPieces = ({ hunks, lines }: Pieces): boolean => (hunks?.length ?? 0) + (lines?.length ?? 0) > 0;

/** The side that the patch is applied to: `forward` to the older one, `reverse` to the newer one. */
type Direction = 'forward' | 'reverse';

/**
 * The chosen parts of a comparison as one patch, byte for byte.
 * @throws ToolError `not_found` when a part is not in the comparison as it is now.
 */
export async function patchOf(
  repo: Repository,
  ends: Ends,
  { hunks = [], lines = [] }: Pieces,
  direction: Direction,
  call: Call,
): Promise<{ patch: Buffer; paths: string[] }> {
  const asked = await askedPaths(
    repo,
    lines.map(({ path }) => path),
    call,
  );
  const ranges = lines.map((line, i) => ({ ...line, at: asked[i] }));
  const paths = hunks.length === 0 ? await withSources(repo, ends, asked, call) : [];
  const { entries, patches, cut } = await compare(repo, { ends }, { context: 3, paths }, { patch: true }, call);
  const wanted = new Set(hunks);
  const parts: Buffer[] = [];
  const names: string[] = [];
  const missedLines = new Set<LineRange>(ranges);
  for (const entry of entries) {
    const patch = patches.get(pathKey(entry.path));
    if (patch === undefined) continue;
    const inFile = ranges.filter(({ at }) => at?.equals(entry.path) === true);
    const chosen = patch.hunks.flatMap((hunk): Part[] => {
      if (wanted.delete(hunk.id) || wanted.delete(hunk.placedId)) return [whole(hunk)];
      const part = inFile.length === 0 ? undefined : selected(hunk, inFile, direction, missedLines);
      return part === undefined ? [] : [part];
    });
    if (chosen.length === 0) continue;
    const isWhole = chosen.length === patch.hunks.length && chosen.every(({ isPart }) => !isPart);
    parts.push(headerOf(patch, direction, isWhole), ...placed(chosen, direction));
    names.push(showPath(entry.path));
  }
  const [missing] = wanted;
  if (missing !== undefined)
    throw new ToolError(
      'not_found',
      `There is no hunk ${shownLine(missing.slice(0, 40))} in the diff as it is now${cut ? ' (which is too large to be read whole)' : ''}; look at it again with the default context_lines.`,
    );
  const [range] = missedLines;
  if (range !== undefined)
    throw new ToolError(
      'not_found',
      `No line ${range.removed === true ? 'was removed' : 'is changed'} in lines ${range.from}-${range.to} of "${shownLine(range.path)}"; look at the diff again.`,
    );
  return { patch: Buffer.concat(parts), paths: names };
}

/** Adds the old names of renamed files: git recognizes a rename only where it sees both. */
async function withSources(repo: Repository, ends: Ends, asked: TreePath[], call: Call): Promise<TreePath[]> {
  if (ends.cached !== true || asked.length === 0) return asked;
  const { entries } = await compare(repo, { ends }, {}, { patch: false }, call);
  const sources = entries.flatMap(({ path, from }) => (from && asked.some((one) => one.equals(path)) ? [from] : []));
  return [...asked, ...sources];
}

/**
 * Returns the lines before the hunks. Taking a hunk of a renamed file back leaves the file renamed, and a part of a removed file
 * leaves the rest of it: the patch is then of one name alone, and neither makes nor removes a file.
 */
function headerOf({ headerBytes, header }: FilePatch, direction: Direction, isWhole: boolean): Buffer {
  const isRename = /^rename /m.test(header);
  if (isRename && direction === 'forward')
    throw new ToolError(
      'unsupported',
      'Hunks of a renamed file cannot be staged one by one; stage the file as a whole.',
    );
  const removes = direction === 'forward' ? /^deleted file mode /m : /^new file mode /m;
  if (!isRename && (isWhole || !removes.test(header))) return headerBytes;
  const side = direction === 'forward' ? /\n--- ([^\n]*)\n/ : /\n\+\+\+ ([^\n]*)\n/;
  const named = side.exec(headerBytes.toString('latin1'))?.[1] ?? '';
  const [old, now] = [named.replace(/^("?)[ab]\//, '$1a/'), named.replace(/^("?)[ab]\//, '$1b/')];
  return Buffer.from(`diff --git ${old} ${now}\n--- ${old}\n+++ ${now}\n`, 'latin1');
}

/** A hunk, or a part of one. Positions count lines from 0. */
interface Part {
  oldAt: number;
  oldLines: number;
  newAt: number;
  newLines: number;
  /** Everything after the range of the `@@` line, in latin1. */
  rest: string;
  /** Something of the hunk was left out. */
  isPart: boolean;
}

/** A range without lines names the line before it. */
const positionOf = (start: number, lines: number): number => (lines === 0 ? start : start - 1);
const startOf = (position: number, lines: number): number => (lines === 0 ? position : position + 1);

const whole = (hunk: Hunk): Part => ({
  oldAt: positionOf(hunk.oldStart, hunk.oldLines),
  oldLines: hunk.oldLines,
  newAt: positionOf(hunk.newStart, hunk.newLines),
  newLines: hunk.newLines,
  rest: hunk.bytes.toString('latin1').replace(/^@@ [^@]* @@/, ''),
  isPart: false,
});

/**
 * Hunks with the line numbers that they have without those that were not chosen. git looks for a hunk from there on, so equal
 * places differ by these numbers.
 */
function placed(parts: readonly Part[], direction: Direction): Buffer[] {
  let moved = 0;
  return parts.map(({ oldAt, oldLines, newAt, newLines, rest }) => {
    const [from, to] = direction === 'forward' ? [oldAt, oldAt + moved] : [newAt - moved, newAt];
    moved += newLines - oldLines;
    return Buffer.from(
      `@@ -${startOf(from, oldLines)},${oldLines} +${startOf(to, newLines)},${newLines} @@${rest}`,
      'latin1',
    );
  });
}

/** A line that was removed and the one that came in its place, as far as they are side by side. */
interface Pair {
  removed: string | undefined;
  added: string | undefined;
  /** In the newer file. */
  line: number;
  /** In the older file; undefined for what was only added. */
  oldLine: number | undefined;
}

/**
 * The part of a hunk that is in the ranges; the rest stays as the side has it that the patch is applied to. Undefined when nothing is.
 * The first removed line of a block belongs to the first added one, and so on: a line can be taken without its neighbours.
 */
function selected(
  hunk: Hunk,
  ranges: readonly LineRange[],
  direction: Direction,
  missed: Set<LineRange>,
): Part | undefined {
  const kept: string[] = [];
  let [before, after, changed, isPart] = [0, 0, 0, false];
  const context = (line: string) => {
    kept.push(` ${line}`);
    before++;
    after++;
  };
  for (const part of partsOf(hunk)) {
    if (typeof part === 'string') {
      context(part);
      continue;
    }
    const found = ranges.filter(({ from, to, removed: old }) => {
      const number = old === true ? part.oldLine : part.line;
      return number !== undefined && number >= from && number <= to;
    });
    for (const range of found) missed.delete(range);
    const { removed, added } = part;
    // The number of a removed line means its removal alone, without the line that came in its place.
    const takesAdded = found.some(({ removed: old }) => old !== true);
    if (removed !== undefined && found.length > 0) {
      kept.push(`-${removed}`);
      before++;
    } else if (removed !== undefined) {
      isPart = true;
      if (direction === 'forward') context(removed);
    }
    if (added !== undefined && takesAdded) {
      kept.push(`+${added}`);
      after++;
    } else if (added !== undefined) {
      isPart = true;
      if (direction === 'reverse') context(added);
    }
    if (found.length > 0) changed++;
  }
  if (changed === 0) return undefined;
  const heading = /^@@ [^@]* @@([^\n]*)/.exec(hunk.bytes.toString('latin1'))?.[1] ?? '';
  return { ...whole(hunk), oldLines: before, newLines: after, rest: `${heading}\n${kept.join('\n')}\n`, isPart };
}

/** Lines that stay, and changed ones side by side. A line keeps the note that it has no end. */
function partsOf(hunk: Hunk): (string | Pair)[] {
  const [, ...body] = hunk.bytes.toString('latin1').split('\n');
  if (body.at(-1) === '') body.pop();
  const parts: (string | Pair)[] = [];
  let line = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart;
  let oldLine = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      parts.push({
        removed: removed[i],
        added: added[i],
        line: line + Math.min(i, Math.max(0, added.length - 1)),
        oldLine: i < removed.length ? oldLine + i : undefined,
      });
    line += added.length;
    oldLine += removed.length;
    [removed, added] = [[], []];
  };
  for (const [i, text] of body.entries()) {
    if (text.startsWith('\\')) continue;
    const note = body[i + 1]?.startsWith('\\') ? `\n${body[i + 1] ?? ''}` : '';
    const content = text.slice(1) + note;
    if (text.startsWith('-')) {
      if (added.length > 0) flush();
      removed.push(content);
    } else if (text.startsWith('+')) added.push(content);
    else {
      flush();
      parts.push(content);
      line++;
      oldLine++;
    }
  }
  flush();
  return parts;
}
