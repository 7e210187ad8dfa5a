import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';

/** The names and positions that lead to a value in a document. */
export type JsonPath = readonly (string | number)[];

/** The layout of a document, so that insertions look like the rest. */
interface Style {
  eol: string;
  /** One level of indentation. */
  unit: string;
}

const byteOrderMark = '\uFEFF';

/**
 * A JSON document with comments, as people edit it. Changes keep everything else byte for byte: comments, order,
 * indentation, line ends, trailing commas. The parser is jsonc-parser; its own `modify` reformats whole lines, so
 * insertions and removals are computed here.
 */
export class Jsonc {
  readonly text: string;
  readonly #body: string;
  readonly #root: Node | undefined;

  /** @throws ToolError `invalid` with the line and column of the fault. `file` is for that message. */
  constructor(text: string, file: string) {
    this.text = text;
    this.#body = text.startsWith(byteOrderMark) ? text.slice(1) : text;
    const errors: ParseError[] = [];
    this.#root = parseTree(this.#body, errors, { allowTrailingComma: true, allowEmptyContent: true });
    const [error] = errors;
    if (error !== undefined) {
      const { line, column } = positionOf(this.#body, error.offset);
      throw new ToolError(
        'invalid',
        `${file} is not valid JSON: ${wordsOf(printParseErrorCode(error.error))} at line ${line}, column ${column}. Correct it there; nothing was changed.`,
      );
    }
    if (this.#root !== undefined && this.#root.type !== 'object') {
      throw new ToolError('invalid', `${file} holds no JSON object at its top. Nothing was changed.`);
    }
  }

  /** Returns a value; undefined if there is none. */
  get(place: JsonPath): unknown {
    const node = this.#find(place);
    return node === undefined ? undefined : valueOf(node);
  }

  has(place: JsonPath): boolean {
    return this.#find(place) !== undefined;
  }

  /** Returns the line of a value, counted from 1. */
  lineOf(place: JsonPath): number {
    return positionOf(this.#body, this.#find(place)?.offset ?? 0).line;
  }

  /** Returns the text with a property set. Missing parents are created; existing ones must be objects. */
  set(place: JsonPath, value: unknown): string {
    const node = this.#find(place);
    if (node !== undefined) {
      const put = this.#isFlat() ? flat(value, '') : this.#written(value, indentAt(this.#body, node.offset));
      return this.#spliced([{ at: node.offset, cut: node.length, put }]);
    }
    let depth = place.length - 1;
    while (depth > 0 && this.#find(place.slice(0, depth)) === undefined) depth--;
    let inner = value;
    for (const key of place.slice(depth + 1).reverse()) inner = { [String(key)]: inner };
    return this.#insert(this.#find(place.slice(0, depth)), inner, String(place[depth]));
  }

  /** Returns the text with an item appended to an existing array. */
  append(place: JsonPath, value: unknown): string {
    return this.#insert(this.#find(place), value);
  }

  /** Returns the text without a property or an item. */
  remove(place: JsonPath): string {
    const node = this.#find(place);
    const item = node?.parent?.type === 'property' ? node.parent : node;
    const parent = item?.parent;
    if (item === undefined || parent === undefined) return this.text;
    const siblings = parent.children ?? [];
    const index = siblings.indexOf(item);
    const end = endOf(item);
    const comma = this.#comma(end, siblings[index + 1]?.offset ?? endOf(parent) - 1);
    const gap = this.#startOfGap(item.offset);
    const behind = comma === undefined ? end : comma + 1;
    const inside = [
      [parent.offset + 1, item.offset],
      [end, comma ?? end],
      [behind, endOf(parent) - 1],
    ].map(([from, to]) => this.#body.slice(from, to));
    if (siblings.length === 1 && inside.join('').trim() === '') {
      return this.#spliced([{ at: parent.offset + 1, cut: parent.length - 2, put: '' }]);
    }
    const before = siblings[index - 1];
    // If more follows on this line, a line comment before the gap has to keep its line end.
    const rest = this.#body.slice(end, comma ?? end) + this.#body.slice(behind);
    const isCut =
      /^[ \t]*(?:\r?\n|$)/.test(rest) || !this.#isLineComment(before ? endOf(before) : parent.offset + 1, gap);
    const start = isCut ? gap : item.offset;
    const splices = [{ at: start, cut: end - start, put: '' }];
    if (comma !== undefined) splices.push({ at: comma, cut: 1, put: '' });
    else if (before !== undefined) {
      const separator = this.#comma(endOf(before), item.offset);
      if (separator !== undefined) splices.unshift({ at: separator, cut: 1, put: '' });
    }
    return this.#spliced(splices);
  }

  #insert(parent: Node | undefined, value: unknown, key?: string): string {
    const { eol, unit } = this.#style();
    if (parent === undefined) {
      const gap = this.#body === '' || this.#body.endsWith('\n') ? '' : eol;
      const text = this.#written({ [key ?? '']: value }, '');
      return this.#spliced([{ at: this.#body.length, cut: 0, put: `${gap}${text}${eol}` }]);
    }
    const { children: [first] = [] } = parent;
    const last = parent.children?.at(-1);
    const close = endOf(parent) - 1;
    const gap = this.#startOfGap(close);
    const comma = last && this.#comma(endOf(last), close);
    const edges = this.#body.slice(parent.offset + 1, first?.offset ?? gap) + this.#body.slice(gap, close);
    if ((first !== undefined && !edges.includes('\n')) || this.#isFlat()) {
      const inside = first === undefined ? this.#body : this.#body.slice(parent.offset, close);
      const space = /[:,] /.test(inside) ? ' ' : '';
      const put = `${key === undefined ? '' : `${JSON.stringify(key)}:${space}`}${flat(value, space)}`;
      if (last === undefined) return this.#spliced([{ at: gap, cut: 0, put }]);
      return comma === undefined
        ? this.#spliced([{ at: endOf(last), cut: 0, put: `,${space}${put}` }])
        : this.#spliced([{ at: comma + 1, cut: 0, put: `${space}${put},` }]);
    }
    const outer = indentAt(this.#body, parent.offset);
    const inner =
      first !== undefined && this.#startsLine(first.offset) ? indentAt(this.#body, first.offset) : outer + unit;
    const put = `${eol}${inner}${key === undefined ? '' : `${JSON.stringify(key)}: `}${this.#written(value, inner)}`;
    const end = first === undefined && !edges.includes('\n') ? `${eol}${outer}` : comma === undefined ? '' : ',';
    const added = { at: gap, cut: 0, put: put + end };
    return this.#spliced(last && comma === undefined ? [{ at: endOf(last), cut: 0, put: ',' }, added] : [added]);
  }

  #spliced(splices: readonly { at: number; cut: number; put: string }[]): string {
    let text = this.#body;
    for (const { at, cut, put } of [...splices].reverse()) text = text.slice(0, at) + put + text.slice(at + cut);
    return this.text.slice(0, this.text.length - this.#body.length) + text;
  }

  /** Formats a value with its lines indented to `indent`. */
  #written(value: unknown, indent: string): string {
    const { eol, unit } = this.#style();
    return JSON.stringify(value, undefined, unit).replaceAll('\n', `${eol}${indent}`);
  }

  #style(): Style {
    const first = this.#root?.children?.[0];
    const indent = first !== undefined && this.#startsLine(first.offset) ? indentAt(this.#body, first.offset) : '';
    return { eol: /\r?\n/.exec(this.#body)?.[0] ?? '\n', unit: indent === '' ? '  ' : indent };
  }

  /** True if the whole document is on one line. */
  #isFlat(): boolean {
    return (this.#root?.children?.length ?? 0) > 0 && !this.#body.trim().includes('\n');
  }

  /** True if only white space precedes an offset on its line. */
  #startsLine(offset: number): boolean {
    return this.#body.slice(this.#body.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
  }

  /** Returns the start of the white space before an offset. */
  #startOfGap(offset: number): number {
    return this.#body.slice(0, offset).trimEnd().length;
  }

  /** Returns the first comma in a part of the text that contains only white space and comments. */
  #comma(from: number, to: number): number | undefined {
    return this.#tokens(from, to).find(({ text }) => text === ',')?.at;
  }

  /** True if such a part ends with a line comment. */
  #isLineComment(from: number, to: number): boolean {
    return this.#tokens(from, to).at(-1)?.text.startsWith('//') === true;
  }

  /** Returns the commas and comments. */
  #tokens(from: number, to: number): { at: number; text: string }[] {
    const scanner = createScanner(this.#body.slice(from, to), false);
    const tokens: { at: number; text: string }[] = [];
    do {
      scanner.scan();
      const at = from + scanner.getTokenOffset();
      const text = this.#body.slice(at, at + scanner.getTokenLength());
      if (text.trim() !== '') tokens.push({ at, text });
    } while (scanner.getTokenLength() > 0);
    return tokens;
  }

  #find(place: JsonPath): Node | undefined {
    let node = this.#root;
    for (const step of place) node = node && childOf(node, step);
    return node;
  }
}

/** Returns a child. Of several properties with one name, `JSON.parse` takes the last, and so does this. */
function childOf(node: Node, step: string | number): Node | undefined {
  if (typeof step === 'number') return node.type === 'array' ? node.children?.[step] : undefined;
  if (node.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === step)?.children?.[1];
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return node.children?.map(valueOf) ?? [];
  if (node.type !== 'object') return node.value as unknown;
  return Object.fromEntries(
    (node.children ?? []).map(({ children: [key, value] = [] }) => [key?.value, value && valueOf(value)]),
  );
}

/** Formats a value on one line. */
const flat = (value: unknown, space: string): string =>
  space === ' ' ? JSON.stringify(value, undefined, 1).replaceAll(/\n */g, ' ') : JSON.stringify(value);

const endOf = ({ offset, length }: Node): number => offset + length;

const wordsOf = (code: string): string => code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** Returns the white space at the beginning of the line of an offset. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r?\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
export const textsOf = (value: unknown): Record<string, string> =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
    : {};
