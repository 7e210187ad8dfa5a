import { isDeepStrictEqual } from 'node:util';
import { parse, patch, stringify } from '@decimalturn/toml-patch';
import { ToolError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { ConfigDocument, Place } from './document.ts';

/**
 * A TOML document as people edit it. The library keeps comments, order and layout of everything that a change does not
 * touch. Each result is parsed again, so that a text with another meaning is never written.
 */
export class Toml implements ConfigDocument {
  readonly text: string;
  readonly #file: string;
  readonly #values: Record<string, unknown>;

  /** @throws ToolError `invalid` with the parser's line and column; `file` is for that message. */
  constructor(text: string, file: string) {
    this.text = text;
    this.#file = file;
    try {
      this.#values = valuesOf(text);
    } catch (error) {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new ToolError(
        'invalid',
        `${file} is not valid TOML: ${reason.replace(/\.$/, '')}. Correct it there; nothing was changed.`,
      );
    }
  }

  get(place: Place): unknown {
    let value: unknown = this.#values;
    for (const key of place) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return value;
  }

  has(place: Place): boolean {
    return this.get(place) !== undefined;
  }

  /** Returns the line of the table's header, or of the key; 1 if neither is written out. */
  lineOf(place: Place): number {
    const name = place.join('.').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const line = this.text.split('\n').findIndex((one) => new RegExp(`^\\s*(\\[${name}\\]|${name}\\s*[.=])`).test(one));
    return Math.max(line, 0) + 1;
  }

  set(place: Place, value: unknown): string {
    const wanted = changed(this.#values, place, value);
    return this.#appended(place, value, wanted) ?? this.#checked(patch(this.text, wanted), wanted);
  }

  remove(place: Place): string {
    if (!this.has(place)) return this.text;
    const wanted = changed(this.#values, place, undefined);
    return this.#checked(patch(this.text, wanted), wanted);
  }

  /** Appends a new table as a section, the way people write one; undefined if that would have another meaning. */
  #appended(place: Place, value: unknown, wanted: object): string | undefined {
    if (this.has(place) || !isRecord(value)) return undefined;
    const eol = this.text.includes('\r\n') ? '\r\n' : '\n';
    const body = stringify(value).trimEnd().replaceAll(/\r?\n/g, eol);
    const gap = this.text.trim() === '' ? '' : this.text.endsWith('\n') ? eol : eol + eol;
    const text = `${this.text}${gap}[${place.map(keyText).join('.')}]${eol}${body}${eol}`;
    try {
      return isDeepStrictEqual(valuesOf(text), wanted) ? text : undefined;
    } catch {
      return undefined;
    }
  }

  #checked(text: string, wanted: object): string {
    if (isDeepStrictEqual(valuesOf(text), wanted)) return text;
    throw new ToolError(
      'unsupported',
      `${this.#file} is written in a way that cannot be changed without changing its meaning. Nothing was changed; edit it by hand.`,
    );
  }
}

/** Parses the text, with plain objects for tables. */
const valuesOf = (text: string): Record<string, unknown> => plain(parse(text)) as Record<string, unknown>;

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
};

const keyText = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

/** Returns a copy with a value set, or removed if it is undefined, together with tables that become empty. */
function changed(table: unknown, [key, ...rest]: Place, value: unknown): Record<string, unknown> {
  const copy = isRecord(table) ? { ...table } : {};
  if (key === undefined) return copy;
  const inner = rest.length === 0 ? value : changed(copy[key], rest, value);
  const isEmptied = value === undefined && isRecord(inner) && Object.keys(inner).length === 0;
  if (inner === undefined || isEmptied) delete copy[key];
  else copy[key] = inner;
  return copy;
}
