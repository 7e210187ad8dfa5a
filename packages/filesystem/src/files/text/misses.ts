import { difference } from './difference.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { toLf } from './line-ends.ts';
import { type Candidate, COMPARED_CHARACTERS, nearest } from './nearest.ts';
import { quote } from './quote.ts';
import { find, lineNumbers } from './search.ts';

/** The edit that failed, and where. */
export interface Miss {
  /** The name of the file in errors. */
  name: string;
  index: number;
  /** The text before all edits. */
  before: string;
}

const LONGEST_COPY = 2000;
const MOST_LINE_NUMBERS = 10;

/** The error for an edit whose oldText is not in `lf` (the text at this edit, LF): what is there instead. */
export function notFound(lf: string, edit: { oldText: string; newText: string }, miss: Miss): ToolError {
  const oldText = toLf(edit.oldText);
  const lead = `${miss.name}: edits[${miss.index}].oldText was not found. No edit was applied.`;
  const error = (rest: string) => new ToolError('not_found', `${lead}${rest}`);
  if (lf.trim() === '') return error(` The file is ${lf === '' ? 'empty' : 'blank'}: use write_file to fill it.`);
  const reason = knownReason(lf, oldText, miss);
  if (reason !== undefined) return error(` ${reason}`);
  const candidates = nearest(lf, oldText);
  const made = perhapsMade(lf, oldText, toLf(edit.newText));
  if (candidates.length === 0) {
    const part =
      lf.length > COMPARED_CHARACTERS ? `the first ${COMPARED_CHARACTERS} characters of the file` : 'the file';
    return error(` Nothing in ${part} resembles it. ${made}Read the file, then copy the text from it.`);
  }
  const rows = candidates.map((candidate) => `- ${describe(candidate, oldText)}`);
  const last = `${made}Make oldText an exact copy of the text in the file.`;
  return error([` The nearest text${shifted(lf, miss)}:`, ...rows, last].join('\n'));
}

/** The error for an edit that matches at `places` (offsets into `lf`), which is not as often as it says. */
export function ambiguous(
  lf: string,
  places: number[],
  edit: { replaceAll?: boolean; expectedCount?: number },
  miss: Miss,
): ToolError {
  const lines = lineNumbers(lf, places.slice(0, MOST_LINE_NUMBERS)).join(', ');
  const more = places.length > MOST_LINE_NUMBERS ? ', …' : '';
  const times = places.length === 1 ? 'once' : `${places.length} times`;
  const found = `is there ${times} (${places.length === 1 ? 'line' : 'lines'} ${lines}${more}${shifted(lf, miss)})`;
  const next =
    edit.expectedCount === undefined
      ? 'but must mark one place. No edit was applied. Add neighbouring lines to oldText (and to newText) until only ' +
        `one place matches, or set replaceAll: true or expectedCount: ${places.length} to change all of them.`
      : `but expectedCount is ${edit.expectedCount}. No edit was applied. ` +
        `Set expectedCount: ${places.length} to change all of them, or add neighbouring lines to oldText.`;
  return new ToolError('conflict', `${miss.name}: edits[${miss.index}].oldText ${found}, ${next}`);
}

/** The error for an edit that matches at `place` and again at a place that shares characters with it. */
export function overlapping(lf: string, place: number, miss: Miss): ToolError {
  const [line] = lineNumbers(lf, [place]);
  return new ToolError(
    'conflict',
    `${miss.name}: edits[${miss.index}].oldText matches twice from line ${line}${shifted(lf, miss)} on, and the matches ` +
      'overlap. No edit was applied. Add the text before or after it to oldText (and to newText) until only one place matches.',
  );
}

/** Mistakes that can be told for sure, because without them the text is found. */
function knownReason(lf: string, oldText: string, miss: Miss): string | undefined {
  const unnumbered = lineOf(lf, oldText.replace(/(^|\n)[ \t]{0,20}\d+(?:\t|[:|→] ?)/g, '$1'));
  if (unnumbered !== undefined) {
    return `Its lines start with line numbers; without them it is at line ${unnumbered}. Leave the numbers out.`;
  }
  const unescaped = lineOf(lf, oldText.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"'));
  if (unescaped !== undefined) {
    return `It is escaped once too often: with real line breaks, tabs and quotation marks it is at line ${unescaped}.`;
  }
  const original = miss.index > 0 ? lineOf(toLf(miss.before), oldText) : undefined;
  if (original === undefined) return undefined;
  return (
    `It is at line ${original} of the file, but an edit before this one changes it: edits apply one after the other, ` +
    'so give the text as they leave it, or make one edit of them.'
  );
}

/** A word on an edit that may be repeated; none when newText is only what the edit leaves of oldText. */
function perhapsMade(lf: string, oldText: string, newText: string): string {
  const line = newText.trim().length < 8 || oldText.includes(newText.trim()) ? undefined : lineOf(lf, newText);
  return line === undefined
    ? ''
    : `The newText is at line ${line} already: if this edit was made before, leave it out. `;
}

/** The number of the first line of `text` in `lf`; undefined when it is not there. */
function lineOf(lf: string, text: string): number | undefined {
  const at = text.trim() === '' ? -1 : find(lf, text);
  return at < 0 ? undefined : lineNumbers(lf, [at])[0];
}

function describe(candidate: Candidate, oldText: string): string {
  const { firstLine, lastLine, text } = candidate;
  const where = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine}-${lastLine}`;
  const { text: what, slight } = difference(text, oldText, firstLine);
  if (!slight) return `${where}, ${Math.floor(100 * candidate.likeness)}% alike: ${what}.`;
  if (text.length > LONGEST_COPY) return `${where}: ${what}. Read these lines and copy them.`;
  return `${where}: ${what}. The file's exact text, as a JSON string to copy: ${quote(text)}`;
}

/** A word on line numbers that are not those of the file, because edits before this one moved lines. */
function shifted(lf: string, { index, before }: Miss): string {
  return index > 0 && lf.split('\n').length !== before.split('\n').length
    ? ', with the edits before this one applied'
    : '';
}
