import { ToolError, type Call } from '@mcp-reference/kit';
import type { Ends } from '../git/commands/read.ts';
import { showPath, treePath } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { shownLine } from '../text.ts';
import { compare } from './diff.ts';
import { pathKey, type FilePatch, type Hunk } from './diff-parse.ts';

/** Parts of a diff: hunks by their ids, or lines by their numbers in the newer version of a file. */
export interface Pieces {
  hunks?: string[] | undefined;
  lines?: { path: string; from: number; to: number }[] | undefined;
}

export const hasPieces = ({ hunks, lines }: Pieces): boolean => (hunks?.length ?? 0) + (lines?.length ?? 0) > 0;

/** Which side of a patch stays as it is where a line is not chosen: what is applied forwards is built on the old side. */
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
  const { entries, patches, cut } = await compare(
    repo,
    { ends },
    {
      context: 3,
      paths: lines.length > 0 && hunks.length === 0 ? lines.map(({ path }) => treePath(path, repo.top())) : [],
    },
    { patch: true },
    call,
  );
  const wanted = new Set(hunks);
  const parts: Buffer[] = [];
  const paths: string[] = [];
  const missedLines = new Set(lines);
  for (const entry of entries) {
    const patch = patches.get(pathKey(entry.path));
    if (patch === undefined) continue;
    const ranges = lines.filter(({ path }) => treePath(path, repo.top()).equals(entry.path));
    const chosen = patch.hunks.flatMap((hunk): Buffer[] => {
      if (wanted.delete(hunk.id)) return [hunk.bytes];
      const part = ranges.length === 0 ? undefined : selected(hunk, ranges, direction, missedLines);
      return part === undefined ? [] : [part];
    });
    if (chosen.length === 0) continue;
    parts.push(headerOf(patch), ...chosen);
    paths.push(showPath(entry.path));
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
      `Nothing is changed in lines ${range.from}-${range.to} of "${shownLine(range.path)}"; look at the diff again.`,
    );
  return { patch: Buffer.concat(parts), paths };
}

/** Renames are staged by path; a hunk of a renamed file is a change of the new one. */
function headerOf({ headerBytes, header }: FilePatch): Buffer {
  if (/^rename /m.test(header))
    throw new ToolError('unsupported', 'Hunks of a renamed file cannot be taken one by one; take the file as a whole.');
  return headerBytes;
}

/** The part of a hunk that is in the ranges, with the rest as if it had not been changed; undefined when nothing is. */
function selected(
  hunk: Hunk,
  ranges: readonly { from: number; to: number }[],
  direction: Direction,
  missed: Set<{ from: number; to: number }>,
): Buffer | undefined {
  const [head = '', ...body] = hunk.bytes.toString('latin1').split('\n');
  if (body.at(-1) === '') body.pop();
  const kept: string[] = [];
  let newLine = hunk.newStart;
  let [before, after, changed] = [0, 0, 0];
  let dropped = false;
  const inRange = (line: number): boolean => {
    const found = ranges.filter(({ from, to }) => line >= from && line <= to);
    for (const range of found) missed.delete(range);
    return found.length > 0;
  };
  for (const line of body) {
    const sign = line[0];
    if (sign === '\\') {
      if (!dropped) kept.push(line);
      continue;
    }
    dropped = false;
    if (sign !== '+' && sign !== '-') {
      kept.push(line);
      before++;
      after++;
      newLine++;
      continue;
    }
    const chosen = inRange(newLine);
    if (sign === '+') newLine++;
    if (chosen) {
      kept.push(line);
      changed++;
      if (sign === '+') after++;
      else before++;
    } else if ((sign === '+') === (direction === 'reverse')) {
      // It stays on both sides.
      kept.push(` ${line.slice(1)}`);
      before++;
      after++;
    } else dropped = true;
  }
  if (changed === 0) return undefined;
  const heading = head.replace(/^@@ [^@]* @@/, '');
  return Buffer.from(
    `@@ -${hunk.oldStart},${before} +${hunk.newStart},${after} @@${heading}\n${kept.join('\n')}\n`,
    'latin1',
  );
}
