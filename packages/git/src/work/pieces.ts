import { ToolError, type Call } from '@mcp-reference/kit';
import type { Ends } from '../git/commands/diff.ts';
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

/** A line that was removed and the one that came in its place, as far as they are side by side. */
interface Pair {
  removed: string | undefined;
  added: string | undefined;
  /** In the newer file. */
  line: number;
}

/**
 * The part of a hunk that is in the ranges, with the rest as if it had not been changed; undefined when nothing is. The first removed
 * line of a block belongs to the first added one, and so on: a line can be taken without its neighbours.
 */
function selected(
  hunk: Hunk,
  ranges: readonly { from: number; to: number }[],
  direction: Direction,
  missed: Set<{ from: number; to: number }>,
): Buffer | undefined {
  const kept: string[] = [];
  let [before, after, changed] = [0, 0, 0];
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
    const found = ranges.filter(({ from, to }) => part.line >= from && part.line <= to);
    for (const range of found) missed.delete(range);
    const { removed, added } = part;
    if (found.length > 0) {
      changed++;
      if (removed !== undefined) {
        kept.push(`-${removed}`);
        before++;
      }
      if (added !== undefined) {
        kept.push(`+${added}`);
        after++;
      }
      continue;
    }
    // What is not chosen stays on both sides as the side has it that the patch is applied to.
    const stays = direction === 'forward' ? removed : added;
    if (stays !== undefined) context(stays);
  }
  if (changed === 0) return undefined;
  const heading = /^@@ [^@]* @@(.*)/.exec(hunk.bytes.toString('latin1'))?.[1] ?? '';
  return Buffer.from(
    `@@ -${hunk.oldStart},${before} +${hunk.newStart},${after} @@${heading}\n${kept.join('\n')}\n`,
    'latin1',
  );
}

/** Lines that stay, and changed ones side by side. A line keeps the note that it has no end. */
function partsOf(hunk: Hunk): (string | Pair)[] {
  const [, ...body] = hunk.bytes.toString('latin1').split('\n');
  if (body.at(-1) === '') body.pop();
  const parts: (string | Pair)[] = [];
  let line = hunk.newStart;
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      parts.push({ removed: removed[i], added: added[i], line: line + Math.min(i, Math.max(0, added.length - 1)) });
    line += added.length;
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
    }
  }
  flush();
  return parts;
}
