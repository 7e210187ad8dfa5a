import { bomLength } from './byte-order-marks.ts';
import { type Detected, detectEncoding } from './detect-encoding.ts';
import { canonicalEncoding, decode, encode, type Encoding, refuseLoneSurrogates } from './encoding.ts';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { applyLineEdits, type LineEdit } from './line-edits.ts';
import { type Eol, eolOf, toLf } from './line-ends.ts';
import { ambiguous, type Miss, notFound, overlapping } from './misses.ts';
import { formIn } from './normal-forms.ts';
import { replaceAt } from './replace.ts';
import { rewritten } from './rewrite.ts';
import { find, findAll } from './search.ts';

export interface Edit {
  /** Text to replace, as it stands in the file. CRLF and LF are the same here. */
  oldText: string;
  /** The replacement, taken literally. Its line ends become those of the place. */
  newText: string;
  /** Replace every match. Default: there must be exactly one. */
  replaceAll?: boolean;
  /** Replace every match, when there are exactly so many (≥ 1). */
  expectedCount?: number;
}

/** An edit of text, or of lines. */
export type AnyEdit = Edit | LineEdit;

const isLineEdit = (edit: AnyEdit): edit is LineEdit => !('oldText' in edit);

export interface EditResult {
  /** The whole file, its byte order mark included. */
  bytes: Buffer;
  /** Per edit: how many matches it replaced. */
  replaced: number[];
  encoding: Encoding;
  guessed?: true;
  /** Length of the byte order mark. */
  bomBytes: number;
  /** The line ends of the file before the edits. */
  eol: Eol;
  /** The text before and after, without the byte order mark. */
  before: string;
  after: string;
}

/**
 * Applies `edits`, all or nothing: those of lines first, by the numbers that the file has now, then those of text in
 * order, each to the result of the one before. Outside the replaced text every byte
 * stays as it is, whatever the encoding and however mixed the line ends. `name` is what errors call the file;
 * `encoding` wins over detection. Errors name the edit: `invalid` (cannot work on any file, or bytes that are not valid
 * in the encoding), `not_found` (with the nearest text), `conflict` (number of matches), `unsupported` (no text, or an
 * encoding that can only be read).
 */
export function applyEdits(
  bytes: Buffer,
  edits: readonly AnyEdit[],
  options: { name: string; encoding?: string },
): EditResult {
  const { name } = options;
  if (edits.length === 0) throw new ToolError('invalid', `${name}: edits is empty, so nothing would change.`);
  const { encoding, bomBytes, guessed } = encodingOf(bytes, options);
  encode('', encoding, name); // refuses encodings that can only be read
  edits.forEach((edit, index) => {
    const where = `${name}: edits[${index}]`;
    if (isLineEdit(edit)) encode(edit.newText, encoding, `${where}.newText`);
    else checkEdit(edit, encoding, where);
  });
  const before = decode(bytes.subarray(bomBytes), encoding, name);
  const lineEdits = edits.flatMap((edit, index) => (isLineEdit(edit) ? [{ index, edit }] : []));
  let after = lineEdits.length === 0 ? before : applyLineEdits(before, lineEdits, name);
  const replaced = edits.map((edit, index) => {
    if (isLineEdit(edit)) return 1;
    const lf = toLf(after);
    const own = inFormOf(lf, edit);
    const places = placesOf(own, lf, { name, index, before });
    after = replaceAt(after, places, own);
    return places.length;
  });
  const body = rewritten(bytes.subarray(bomBytes), before, after, encoding, name);
  const result = Buffer.concat([bytes.subarray(0, bomBytes), body]);
  return {
    bytes: result,
    replaced,
    encoding,
    bomBytes,
    eol: eolOf(before),
    before,
    after,
    ...(guessed && { guessed }),
  };
}

function encodingOf(bytes: Buffer, options: { name: string; encoding?: string }): Detected {
  if (options.encoding !== undefined) {
    const encoding = canonicalEncoding(options.encoding);
    return { encoding, bomBytes: bomLength(bytes, encoding) };
  }
  const detected = detectEncoding(bytes, { complete: true });
  if (detected) return detected;
  throw new ToolError(
    'unsupported',
    `${options.name} is binary, so it cannot be edited as text. If it is text, give its encoding (for example utf-16le).`,
  );
}

function checkEdit(edit: Edit, encoding: Encoding, where: string): void {
  const { oldText, newText, expectedCount } = edit;
  if (oldText.trim() === '') {
    throw new ToolError(
      'invalid',
      `${where}.oldText is ${oldText === '' ? 'empty' : 'only whitespace'}, which marks no place. To insert, give a ` +
        'neighbouring line as oldText and repeat it in newText; to fill an empty file, use write_file.',
    );
  }
  refuseLoneSurrogates(oldText, `${where}.oldText`);
  if (toLf(oldText) === toLf(newText)) {
    const rest = oldText === newText ? '' : ' apart from line ends, which always follow the file';
    throw new ToolError('invalid', `${where}: oldText and newText are the same${rest}, so nothing would change.`);
  }
  if (expectedCount !== undefined && !(Number.isSafeInteger(expectedCount) && expectedCount >= 1)) {
    throw new ToolError('invalid', `${where}.expectedCount must be a whole number of 1 or more.`);
  }
  // Refuses a character that the file's encoding does not have before anything is searched, in the edit's name.
  encode(newText, encoding, `${where}.newText`);
}

/** One edit replaces no more matches: chained edits could double them again and again. */
const mostPlaces = 500_000;

/** An edit in the normal form of Unicode that the text has, if it is not there as given. */
function inFormOf(lf: string, edit: Edit): Edit {
  const oldText = toLf(edit.oldText);
  const form = lf.includes(oldText) ? undefined : formIn(lf, oldText);
  return form === undefined
    ? edit
    : { ...edit, oldText: edit.oldText.normalize(form), newText: edit.newText.normalize(form) };
}

/** Offsets in `lf` of what `edit` replaces; throws when there are too few or too many. */
function placesOf(edit: Edit, lf: string, miss: Miss): number[] {
  const oldText = toLf(edit.oldText);
  const places = findAll(lf, oldText, mostPlaces + 1);
  if (places.length > mostPlaces) {
    throw new ToolError(
      'too_large',
      `${miss.name}: edits[${miss.index}].oldText is in more than ${mostPlaces} places. No edit was applied; use replace_text.`,
    );
  }
  const [first] = places;
  if (first === undefined) throw notFound(lf, edit, miss);
  if (edit.expectedCount !== undefined) {
    if (places.length !== edit.expectedCount) throw ambiguous(lf, places, edit, miss);
  } else if (!edit.replaceAll) {
    if (places.length > 1) throw ambiguous(lf, places, edit, miss);
    // 'aa' is twice in 'aaa': which one is meant is as open as with matches that lie apart.
    if (find(lf, oldText, first + 1) >= 0) throw overlapping(lf, first, miss);
  }
  return places;
}
