import { ToolError } from '@mcp-reference/kit/sandbox';

/** A field that is empty without quotes is NULL; with quotes it is the empty text. */
export type Field = string | null;

const [newline, carriageReturn, quotes] = [10, 13, 34];

/** Rows of a CSV text (RFC 4180) that comes in pieces, with the line on which each begins. */
export class CsvReader {
  readonly #delimiter: number;
  readonly #separator: string;
  #rest = '';
  #line = 1;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#separator = delimiter;
  }

  /** The rows that are complete with this piece; `last` when no other follows. */
  *read(piece: string, last: boolean): Generator<{ fields: Field[]; line: number }> {
    const text = this.#rest + piece;
    let start = 0;
    // Most lines hold neither quotes nor a carriage return in the middle, and are split as a whole.
    const quote = new Finder(text, '"');
    const carriage = new Finder(text, '\r');
    for (;;) {
      const end = text.indexOf('\n', start);
      if (end !== -1 && quote.from(start) > end && carriage.from(start) >= end - 1) {
        const fields = this.#split(
          text.slice(start, end > start && text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end),
        );
        const line = this.#line++;
        start = end + 1;
        if (fields.length > 1 || fields[0] !== null) yield { fields, line };
        continue;
      }
      const row = start < text.length ? this.#row(text, start, last) : undefined;
      if (row === undefined) break;
      const line = this.#line;
      this.#line += row.lines;
      start = row.end;
      // An empty line is no row.
      if (row.fields.length > 1 || row.fields[0] !== null) yield { fields: row.fields, line };
    }
    this.#rest = text.slice(start);
  }

  #split(line: string): Field[] {
    const fields: Field[] = line.split(this.#separator);
    for (let at = 0; at < fields.length; at++) if (fields[at] === '') fields[at] = null;
    return fields;
  }

  /** One row from `start`; undefined when it may go on in the next piece. */
  #row(text: string, start: number, last: boolean): { fields: Field[]; end: number; lines: number } | undefined {
    const fields: Field[] = [];
    let lines = 1;
    let at = start;
    for (;;) {
      if (text.charCodeAt(at) === quotes) {
        let value = '';
        let from = at + 1;
        for (;;) {
          const quote = text.indexOf('"', from);
          if (quote === -1) {
            if (!last) return undefined;
            throw new ToolError('invalid', `The quotes that open on line ${this.#line + lines - 1} are not closed.`);
          }
          value += text.slice(from, quote);
          from = quote + 1;
          if (text[from] !== '"') break;
          value += '"';
          from++;
        }
        // Whether a second quote follows is not known yet.
        if (from === text.length && !last) return undefined;
        for (let i = value.indexOf('\n'); i !== -1; i = value.indexOf('\n', i + 1)) lines++;
        fields.push(value);
        at = from;
      } else {
        // A quote inside a field that does not begin with one is a character like others.
        let stop = at;
        for (let c = text.charCodeAt(stop); stop < text.length; c = text.charCodeAt(++stop))
          if (c === this.#delimiter || c === newline || c === carriageReturn) break;
        if (stop === text.length && !last) return undefined;
        fields.push(stop === at ? null : text.slice(at, stop));
        at = stop;
      }
      if (at === text.length) return last ? { fields, end: at, lines } : undefined;
      const next = text.charCodeAt(at);
      if (next === this.#delimiter) {
        at++;
        continue;
      }
      if (next === carriageReturn) {
        if (at + 1 === text.length && !last) return undefined;
        return { fields, end: at + (text[at + 1] === '\n' ? 2 : 1), lines };
      }
      if (next === newline) return { fields, end: at + 1, lines };
      throw new ToolError(
        'invalid',
        `Line ${this.#line + lines - 1}: after closing quotes comes "${text[at]}" instead of "${String.fromCharCode(this.#delimiter)}".`,
      );
    }
  }
}

/** Finds the next place of a character, and remembers it until it is passed. */
class Finder {
  readonly #text: string;
  readonly #character: string;
  #at = -1;

  constructor(text: string, character: string) {
    this.#text = text;
    this.#character = character;
  }

  /** The first place from `start` on; Infinity if there is none. */
  from(start: number): number {
    if (this.#at < start) {
      const at = this.#text.indexOf(this.#character, start);
      this.#at = at === -1 ? Infinity : at;
    }
    return this.#at;
  }
}

const candidates = [',', ';', '\t', '|'];

/** Returns the most frequent delimiter of the first line, outside quotes. */
export function delimiterOf(sample: string): string {
  const line = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(sample)?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = candidates.map((candidate) => line.split(candidate).length);
  const best = Math.max(...counts);
  return best === 1 ? ',' : (candidates[counts.indexOf(best)] ?? ',');
}
