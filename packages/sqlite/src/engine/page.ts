import { invisibleIn, PageRoom } from '@mcp-reference/kit';
import type { ColumnDefinition } from 'better-sqlite3';
import { encode, nothingSeen, type Seen } from '../present/encode.ts';

/** The form of the rows, one a line. */
export interface Shape {
  objects: boolean;
  /** Characters of a text or blob before it is cut. */
  cell: number;
}

/** A row as text, and notes about its values. */
export interface Line {
  text: string;
  seen: Seen;
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
  readonly #shape: Shape;
  readonly #keys: string[] | undefined;

  constructor(columns: readonly Pick<ColumnDefinition, 'name'>[], shape: Shape) {
    this.#shape = shape;
    this.#keys = shape.objects ? keysOf(columns).map((key) => `${JSON.stringify(key)}:`) : undefined;
  }

  /** One row, in at most `room` characters if its cells can be cut to fit. */
  write(row: readonly unknown[], room: number): Line {
    const line = this.#line(row, this.#shape.cell);
    if (line.text.length <= room) return line;
    const keys = this.#keys?.join('').length ?? 0;
    const cut = this.#line(row, Math.max(8, Math.floor((room - keys) / Math.max(1, row.length)) - 40));
    return { text: cut.text, seen: { ...cut.seen, toFit: true } };
  }

  #line(row: readonly unknown[], cell: number): Line {
    const seen = nothingSeen();
    let line = '';
    for (let i = 0; i < row.length; i++) {
      if (i > 0) line += ',';
      if (this.#keys) line += this.#keys[i] ?? '';
      line += encode(row[i], cell, seen);
    }
    return { text: this.#keys ? `{${line}}` : `[${line}]`, seen };
  }
}

/** Reads rows until the page is full, and one more to know whether others follow. `step` is the first, read already. */
export function readPage(
  rows: Iterator<readonly unknown[]>,
  writer: RowWriter,
  { limit, budget }: { limit: number; budget: number },
  step = rows.next(),
): { lines: Line[]; first: Line | undefined; ended: boolean } {
  const lines: Line[] = [];
  const room = new PageRoom({ limit, budget });
  for (; !step.done; step = rows.next()) {
    const line = writer.write(step.value, budget);
    if (!room.takes(line.text.length)) return { lines, first: line, ended: false };
    lines.push(line);
  }
  return { lines, first: undefined, ended: true };
}

/** Notes about the values of a page for its header. */
export function notesOf(lines: readonly Line[], cell: number): string[] {
  const notes: string[] = [];
  const cut = lines.reduce((sum, { seen }) => sum + seen.cut, 0);
  const why = lines.some(({ seen }) => seen.toFit) ? ' to fit, substr() reads on' : ` (max_cell ${cell})`;
  if (cut > 0) notes.push(`${cut} long value${cut === 1 ? '' : 's'} cut${why}`);
  if (lines.some(({ seen }) => seen.bigIntegers)) notes.push('integers beyond 2^53 as text');
  if (lines.some(({ seen }) => seen.replaced))
    notes.push('U+FFFD may stand for bytes that are not UTF-8: hex(column) shows them');
  const hidden = [...invisibleIn(lines.map(({ text }) => text).join(''))].map(([code, n]) => `${code} x${n}`).join(' ');
  if (hidden !== '') notes.push(`invisible characters: ${hidden}`);
  return notes;
}
