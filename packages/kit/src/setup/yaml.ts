import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { ConfigDocument, Place } from './document.ts';

/**
 * A YAML document as people edit it. Entries are lines below one key at the top. A change replaces, adds or removes only
 * the lines of its entry, at the positions that the parser gives; the result is parsed again, so that a text with
 * another meaning is never written. A text that lines cannot change, such as a collection in braces, is written by the
 * library, which keeps comments but not every space.
 */
export class Yaml implements ConfigDocument {
  readonly text: string;
  readonly #file: string;
  readonly #isList: boolean;
  readonly #document: Document;
  readonly #lines: LineCounter;

  /** @throws ToolError `invalid` with the line of the fault; `file` is for that message. */
  constructor(text: string, file: string, isList: boolean) {
    this.text = text;
    this.#file = file;
    this.#isList = isList;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const [reason = ''] = error.message.split(/:?\n| at line/);
      throw new ToolError(
        'invalid',
        `${file} is not valid YAML: ${reason} at line ${error.linePos?.[0].line ?? 1}. Correct it there; nothing was changed.`,
      );
    }
    const top: unknown = this.#document.toJS();
    if (top !== null && top !== undefined && !isRecord(top))
      throw new ToolError('invalid', `${file} holds no YAML mapping at its top. Nothing was changed.`);
  }

  get(place: Place): unknown {
    const [key = '', name] = place;
    const entries = this.#entries(key);
    if (!isRecord(entries)) return entries;
    return name === undefined ? entries : Object.hasOwn(entries, name) ? entries[name] : undefined;
  }

  has(place: Place): boolean {
    return this.get(place) !== undefined;
  }

  lineOf([key = '', name]: Place): number {
    const range =
      name === undefined ? this.#pair(key)?.key : this.#spans(key).find((span) => span.name === name)?.start;
    const offset = typeof range === 'number' ? range : isScalar(range) ? (range.range?.[0] ?? 0) : 0;
    return this.#lines.linePos(offset).line;
  }

  set([key = '', name = '']: Place, value: unknown): string {
    const entry = this.#isList ? { name, ...(isRecord(value) ? value : {}) } : value;
    const wanted = { ...this.#values(), [key]: this.#with(key, name, entry) };
    return this.#firstWith(wanted, [
      () => this.#edited(key, name, entry),
      () => this.#rewritten((document) => document.set(key, wanted[key])),
    ]);
  }

  remove([key = '', name = '']: Place): string {
    const spans = this.#spans(key);
    const wanted = { ...this.#values(), [key]: this.#with(key, name, undefined) };
    if (spans.length <= 1) delete (wanted as Record<string, unknown>)[key];
    const gone = spans.find((span) => span.name === name);
    return this.#firstWith(wanted, [
      () => {
        const pair = this.#pair(key);
        if (gone === undefined || pair === undefined) return undefined;
        const start = spans.length === 1 ? this.#lineStart(rangeOf(pair.key as Node)[0]) : gone.start;
        return this.text.slice(0, start) + this.text.slice(gone.end);
      },
      () => this.#rewritten((document) => (spans.length <= 1 ? document.delete(key) : document.set(key, wanted[key]))),
    ]);
  }

  /** Returns the entries by name; the value itself if it is no collection of them. */
  #entries(key: string): unknown {
    const value = this.#values()[key];
    if (value === null) return undefined;
    if (!this.#isList || !Array.isArray(value)) return value;
    return Object.fromEntries(value.filter(isRecord).map(({ name, ...entry }) => [String(name), entry]));
  }

  #values(): Record<string, unknown> {
    const values: unknown = this.#document.toJS();
    return isRecord(values) ? values : {};
  }

  /** Returns the value of the key with an entry set or, if it is undefined, removed. */
  #with(key: string, name: string, entry: unknown): unknown {
    const value = this.#values()[key];
    if (!this.#isList) {
      const { [name]: _, ...others } = isRecord(value) ? value : {};
      if (entry === undefined) return others;
      return isRecord(value) && name in value ? { ...value, [name]: entry } : { ...others, [name]: entry };
    }
    const list: unknown[] = Array.isArray(value) ? value : [];
    const index = list.findIndex((one) => isRecord(one) && one['name'] === name);
    if (entry === undefined) return list.filter((_, at) => at !== index);
    return index < 0 ? [...list, entry] : list.with(index, entry);
  }

  #pair(key: string): Pair | undefined {
    const { contents } = this.#document;
    return isMap(contents) ? contents.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
  }

  /** Returns the whole lines of each entry, for collections that are written one entry a line. */
  #spans(key: string): { name: string; start: number; end: number }[] {
    const value = this.#pair(key)?.value;
    if ((!isMap(value) && !isSeq(value)) || value.flow) return [];
    return value.items.map((item) => {
      const first = isMap(value) ? ((item as Pair).key as Node) : (item as Node);
      const last = (isMap(value) ? ((item as Pair).value as Node | null) : (item as Node)) ?? first;
      const name = isMap(value) ? first : isMap(item) ? item.get('name') : undefined;
      return {
        name: String(isScalar(name) ? name.value : name),
        start: this.#lineStart(rangeOf(first)[0]),
        end: this.#lineEnd(rangeOf(last)[1]),
      };
    });
  }

  /** Returns the text with the lines of one entry replaced or added; undefined if they cannot be told apart. */
  #edited(key: string, name: string, entry: unknown): string | undefined {
    const eol = this.text.includes('\r\n') ? '\r\n' : '\n';
    const linesOf = (indent: string, of: unknown) =>
      stringify(of, { lineWidth: 0 })
        .trimEnd()
        .split('\n')
        .map((line) => indent + line + eol)
        .join('');
    const block = (indent: string) => linesOf(indent, this.#isList ? [entry] : { [name]: entry });
    const spans = this.#spans(key);
    const span = spans.find((one) => one.name === name);
    const last = spans.at(-1);
    if (span !== undefined || last !== undefined) {
      const { start = 0 } = span ?? last ?? {};
      const indent = /^[ ]*/.exec(this.text.slice(start))?.[0] ?? '';
      const [from, to] = span ? [span.start, span.end] : [last?.end ?? 0, last?.end ?? 0];
      const gap = from > 0 && this.text[from - 1] !== '\n' ? eol : '';
      return this.text.slice(0, from) + gap + block(indent) + this.text.slice(to);
    }
    if (this.#pair(key) !== undefined) return undefined;
    const gap = this.text === '' || this.text.endsWith('\n') ? '' : eol;
    return `${this.text}${gap}${key}:${eol}${block('  ')}`;
  }

  #rewritten(change: (document: Document) => void): string {
    const copy = this.#document.clone();
    change(copy);
    return copy.toString({ lineWidth: 0 });
  }

  #firstWith(wanted: unknown, ways: readonly (() => string | undefined)[]): string {
    for (const way of ways) {
      const text = way();
      if (text === undefined) continue;
      const parsed = parseDocument(text);
      if (parsed.errors.length === 0 && isDeepStrictEqual(parsed.toJS() ?? {}, wanted)) return text;
    }
    throw new ToolError(
      'unsupported',
      `${this.#file} is written in a way that cannot be changed without changing its meaning. Nothing was changed; edit it by hand.`,
    );
  }

  #lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Returns the offset after the line of a value's last character. */
  #lineEnd(offset: number): number {
    const isAtStart = offset > 0 && this.text[offset - 1] === '\n';
    const end = isAtStart ? offset - 1 : this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }
}

const rangeOf = (node: Node): [number, number] => {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
};
