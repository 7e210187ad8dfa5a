import { invisibleIn } from '@mcp-reference/kit';
import type { ColumnDefinition } from 'better-sqlite3';
import { encode, nothingSeen, type Seen } from '../present/encode.ts';

/** The form of the rows, one a line. */
export interface Shape {
  objects: boolean;
  /** Characters of a text or blob before it is cut. */
  cell: number;
}

/** A part of a result, as text. */
export interface Page {
  lines: string[];
  seen: Seen;
  /** True if more rows follow. */
  more: boolean;
}

/** The keys of objects: repeated column names are numbered. */
export function keysOf(columns: readonly Pick<ColumnDefinition, 'name'>[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let key = name;
    for (let n = 2; taken.has(key); n++) key = `${name}_${n}`;
    taken.add(key);
    return key;
  });
}

/** Writes rows as text, in the shape that was asked for. */
export class RowWriter {
  readonly seen = nothingSeen();
  readonly #shape: Shape;
  readonly #keys: string[] | undefined;

  constructor(columns: readonly Pick<ColumnDefinition, 'name'>[], shape: Shape) {
    this.#shape = shape;
    this.#keys = shape.objects ? keysOf(columns).map((key) => `${JSON.stringify(key)}:`) : undefined;
  }

  /** One row, in at most `room` characters if its cells can be cut to fit. */
  write(row: readonly unknown[], room: number): string {
    const line = this.#line(row, this.#shape.cell);
    if (line.length <= room) return line;
    const keys = this.#keys?.join('').length ?? 0;
    return this.#line(row, Math.max(8, Math.floor((room - keys) / Math.max(1, row.length)) - 40));
  }

  #line(row: readonly unknown[], cell: number): string {
    let line = '';
    for (let i = 0; i < row.length; i++) {
      if (i > 0) line += ',';
      if (this.#keys) line += this.#keys[i] ?? '';
      line += encode(row[i], cell, this.seen);
    }
    return this.#keys ? `{${line}}` : `[${line}]`;
  }
}

/** Reads rows until the page is full, and one more to know whether others follow. */
export function readPage(
  rows: Iterator<readonly unknown[]>,
  writer: RowWriter,
  { limit, budget }: { limit: number; budget: number },
): { lines: string[]; first: string | undefined; ended: boolean } {
  const lines: string[] = [];
  let room = budget;
  for (;;) {
    const step = rows.next();
    if (step.done) return { lines, first: undefined, ended: true };
    const line = writer.write(step.value, budget);
    if (lines.length === limit || (line.length + 1 > room && lines.length > 0))
      return { lines, first: line, ended: false };
    lines.push(line);
    room -= line.length + 1;
  }
}

/** Notes about the values for the header. */
export function notesOf(seen: Seen, text: string, cell: number): string[] {
  const notes: string[] = [];
  if (seen.cut > 0) notes.push(`${seen.cut} long value${seen.cut === 1 ? '' : 's'} cut (max_cell ${cell})`);
  if (seen.bigIntegers) notes.push('integers beyond 2^53 as text');
  if (seen.replaced) notes.push('U+FFFD may stand for bytes that are not UTF-8: hex(column) shows them');
  const hidden = [...invisibleIn(text)].map(([code, n]) => `${code} x${n}`).join(' ');
  if (hidden !== '') notes.push(`invisible characters: ${hidden}`);
  return notes;
}
