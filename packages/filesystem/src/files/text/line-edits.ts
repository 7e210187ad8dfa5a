import { ToolError } from '@mcp-reference/kit/sandbox';
import { toLf } from './line-ends.ts';
import { splice, type Splice } from './splice.ts';

/** Replaces whole lines, or adds lines after one. Numbers are those of the file before all edits. */
export interface LineEdit {
  /** 1-based, both included. */
  startLine?: number | undefined;
  endLine?: number | undefined;
  /** 0 is the top of the file. */
  afterLine?: number | undefined;
  newText: string;
}

/** Applies line edits to a text; `name` is what errors call the file. */
export function applyLineEdits(
  text: string,
  edits: readonly { index: number; edit: LineEdit }[],
  name: string,
): string {
  const lf = toLf(text);
  const starts = lineStarts(lf);
  const splices = edits
    .map(({ index, edit }) => ({ index, ...spliceOf(edit, lf, starts, `${name}: edits[${index}]`) }))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  splices.forEach(({ index, start }, i) => {
    const before = splices[i - 1];
    if (before !== undefined && start < before.end)
      throw new ToolError(
        'invalid',
        `${name}: edits[${before.index}] and edits[${index}] change the same line. No edit was applied.`,
      );
  });
  return splice(text, splices);
}

/** The offsets at which lines begin, and the end of the text. */
function lineStarts(lf: string): number[] {
  const starts = [0];
  for (let at = lf.indexOf('\n'); at !== -1; at = lf.indexOf('\n', at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== lf.length) starts.push(lf.length);
  return starts;
}

function spliceOf(edit: LineEdit, lf: string, starts: readonly number[], where: string): Splice {
  const { startLine, endLine, afterLine } = edit;
  const lines = starts.length - 1;
  const put = toLf(edit.newText);
  const beyond = (what: string, line: number) =>
    new ToolError('invalid', `${where}.${what} is ${line}, and the file has ${lines} lines. No edit was applied.`);
  if (afterLine !== undefined) {
    if (startLine !== undefined || endLine !== undefined)
      throw new ToolError('invalid', `${where}: give afterLine, or startLine with endLine, not both.`);
    if (put === '') throw new ToolError('invalid', `${where}.newText is empty, so nothing would change.`);
    if (afterLine > lines) throw beyond('afterLine', afterLine);
    const at = starts[afterLine] ?? lf.length;
    const open = at > 0 && lf[at - 1] !== '\n';
    return { start: at, end: at, put: open ? `\n${put.replace(/\n$/, '')}` : closed(put) };
  }
  const first = startLine ?? endLine ?? 1;
  const last = endLine ?? first;
  if (last < first) throw new ToolError('invalid', `${where}: endLine ${last} is before startLine ${first}.`);
  if (last > lines) throw beyond(endLine === undefined ? 'startLine' : 'endLine', last);
  const [start, end] = [starts[first - 1] ?? 0, starts[last] ?? lf.length];
  const ended = lf[end - 1] === '\n';
  return { start, end, put: put === '' ? '' : ended ? closed(put) : put };
}

const closed = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
