import { ToolError } from '@mcp-reference/kit/sandbox';
import { nameList, shownText } from '../present/text.ts';
import { JsonElements } from './json-elements.ts';
import type { SourceRow } from './source.ts';
import type { Decoded } from './text.ts';

/** Characters of a JSON object, which is read as a whole; a list may have any size. */
const mostJson = 64 * 1024 * 1024;

/** The rows of a JSON document: a list, or the only list of objects in an object, such as an API's answer. */
export function* jsonRows(source: Decoded, say: (note: string) => void): Generator<SourceRow> {
  const elements = new JsonElements();
  let text = '';
  let isList: boolean | undefined;
  let row = 0;
  for (const { text: piece, last } of source.pieces()) {
    let part = piece;
    if (isList === undefined) {
      text += piece;
      const start = /[^\s\ufeff]/.exec(text)?.[0];
      if (start === undefined && !last) continue;
      isList = start === '[';
      part = text.replace(/^\ufeff/, '');
    } else if (!isList) text += piece;
    if (isList)
      for (const element of elementsOf(elements, part, last))
        yield { line: ++row, values: asRow(parse(element, row), row) };
    else if (text.length > mostJson)
      throw new ToolError(
        'too_large',
        'A JSON object of this size is not read as a whole; make it a list, or NDJSON with a row per line.',
      );
  }
  if (isList === true) return;
  const list = listIn(parse(text.replace(/^\ufeff/, ''), 1), say);
  for (const [index, value] of list.entries()) yield { line: index + 1, values: asRow(value, index + 1) };
}

function* elementsOf(elements: JsonElements, part: string, last: boolean): Generator<string> {
  try {
    yield* elements.read(part, last);
  } catch (error) {
    if (error instanceof ToolError || !(error instanceof Error)) throw error;
    throw new ToolError('invalid', `The JSON list cannot be read: ${error.message}.`, { cause: error });
  }
}

function listIn(parsed: unknown, say: (note: string) => void): unknown[] {
  if (typeof parsed !== 'object' || parsed === null)
    throw new ToolError('invalid', 'The JSON is a single value; give a list of objects.');
  const lists = listsIn(parsed);
  const [only, second] = lists;
  if (only && !second) {
    say(`rows from ${JSON.stringify(shownText(only[0], 80))}`);
    return only[1];
  }
  const names = lists.length > 1 ? `several lists: ${nameList(lists.map(([key]) => key))}` : 'no list of rows';
  throw new ToolError('invalid', `The JSON is an object with ${names}; give one list of objects.`);
}

/** Objects within each other in which a list of rows is found, such as `{"response":{"items":[…]}}`. */
const mostNested = 4;

/** The lists of rows in an object, with the keys that lead to them. */
function listsIn(value: object, depth = 1): [path: string, rows: unknown[]][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, unknown[]][] => {
    if (isRows(inner)) return [[key, inner]];
    if (depth === mostNested || typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [];
    return listsIn(inner, depth + 1).map(([path, rows]) => [`${key}.${path}`, rows]);
  });
}

const isRows = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object' && one !== null);

export function* ndjsonRows(source: Decoded): Generator<SourceRow> {
  let rest = '';
  let line = 0;
  for (const { text, last } of source.pieces()) {
    const lines = (rest + text).split('\n');
    rest = last ? '' : (lines.pop() ?? '');
    for (const one of lines) {
      line++;
      if (one.trim() !== '') yield { line, values: asRow(parse(one, line), line) };
    }
  }
}

const largest = 2n ** 63n;

/**
 * Whole numbers that JavaScript would round keep their digits, and 5.0 stays a REAL, if this version of Node shows how a number
 * is written.
 */
function parse(text: string, line: number): unknown {
  try {
    const exact = (_key: string, value: unknown, context?: { source?: string }) => {
      const digits = context?.source ?? '';
      if (typeof value === 'number' && Number.isInteger(value) && /[.eE]/.test(digits)) return { $real: value };
      if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
        throw new Error('it holds half of a surrogate pair, which is not a character');
      if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(digits)) return value;
      const whole = BigInt(digits);
      // More than SQLite's integers hold: only text keeps all digits.
      return whole >= -largest && whole < largest ? { $int: digits } : digits;
    };
    return JSON.parse(text, exact);
  } catch (error) {
    const reason = error instanceof Error ? shownText(error.message, 300) : '';
    const isLines = text.includes('\n') && /^[^\n]*\}\s*\n\s*\{/.test(text);
    throw new ToolError(
      'invalid',
      `Row ${line} is not valid JSON: ${reason}.${isLines ? ' Objects on lines are NDJSON: give format "ndjson".' : ''}`,
    );
  }
}

function asRow(value: unknown, line: number): SourceRow['values'] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new ToolError('invalid', `Row ${line} is neither an object nor a list.`);
}
