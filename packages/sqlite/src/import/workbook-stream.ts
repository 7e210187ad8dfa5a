import { ToolError, visible, type OpenFile } from '@mcp-reference/kit/sandbox';
import type { SAXParser } from 'sax';
import { driver } from '../engine/driver.ts';
import type { SourceRow } from './source.ts';
import { columnOf, isDateFormat, plain, valueOf, type Cell, type Meanings } from './workbook-cells.ts';
import { unpack, type Part } from './zip.ts';

/** Called at each element of a part. */
interface Reader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** A large workbook, of which memory holds some rows at a time. */
export interface Sheets {
  names: string[];
  rows(sheet: string): Generator<SourceRow>;
  close(): void;
}

const workbookPart = 'xl/workbook.xml';

/** Opens a workbook whose parts are read in pieces. Its shared texts are kept in a temporary database. */
export async function openWorkbook(file: OpenFile, parts: ReadonlyMap<string, Part>): Promise<Sheets> {
  const { parser } = (await import('sax')).default;
  /** Reads a part, and yields after each piece of it. A part that is missing is empty. */
  function* read(name: string, reader: Reader): Generator<undefined> {
    const part = parts.get(name);
    if (part === undefined) return;
    const sax: SAXParser = parser(true, { position: false });
    const decoder = new TextDecoder();
    sax.onopentag = ({ name: tag, attributes }) => reader.open(local(tag), attributes as Record<string, string>);
    sax.ontext = sax.oncdata = (text) => reader.text?.(text);
    sax.onclosetag = (tag) => reader.close?.(local(tag));
    sax.onerror = ({ message }) => {
      throw new ToolError(
        'invalid',
        `"${visible(file.shown)}" cannot be read as xlsx: ${visible(message.split('\n')[0] ?? '')}.`,
      );
    };
    for (const bytes of unpack(file, part)) {
      sax.write(decoder.decode(bytes, { stream: true }));
      yield;
    }
    sax.close();
  }
  const readAll = (name: string, reader: Reader): void => {
    for (const steps = read(name, reader); !steps.next().done;);
  };

  const { sheets, from1904 } = listSheets(readAll);
  const texts = new SharedTexts();
  readAll('xl/sharedStrings.xml', texts.reader());
  texts.filled();
  const meanings: Meanings = { sharedText: (index) => texts.get(index), isDate: datesIn(readAll), from1904 };
  function* rows(sheet: string): Generator<SourceRow> {
    const ready: SourceRow[] = [];
    const steps = read(
      sheets.get(sheet) ?? '',
      rowReader(meanings, (row) => void ready.push(row)),
    );
    for (let step = steps.next(); ; step = steps.next()) {
      yield* ready.splice(0);
      if (step.done) return;
    }
  }
  return { names: [...sheets.keys()], rows: (sheet) => evenRows(rows(sheet)), close: () => texts.close() };
}

/** The name of an element without its prefix. */
const local = (tag: string): string => tag.slice(tag.indexOf(':') + 1);

/** The parts that hold the sheets, by their names. */
function listSheets(readAll: (name: string, reader: Reader) => void): {
  sheets: Map<string, string>;
  from1904: boolean;
} {
  const targets = new Map<string, string>();
  readAll('xl/_rels/workbook.xml.rels', {
    open(name, { Id: id = '', Target: target = '' }) {
      if (name === 'Relationship') targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  const sheets = new Map<string, string>();
  let from1904 = false;
  readAll(workbookPart, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      sheets.set(attributes['name'] ?? '', targets.get(id) ?? '');
    },
  });
  return { sheets, from1904 };
}

/** For each style whether it shows a date. */
function datesIn(readAll: (name: string, reader: Reader) => void): boolean[] {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let isCell = false;
  readAll('xl/styles.xml', {
    open(name, attributes) {
      const id = Number(attributes['numFmtId'] ?? 0);
      if (name === 'numFmt') codes.set(id, attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') isCell = true;
      else if (name === 'xf' && isCell) styles.push(isDateFormat(id, codes.get(id)));
    },
    close(name) {
      if (name === 'cellXfs') isCell = false;
    },
  });
  return styles;
}

/** Collects cells into rows. */
function rowReader(meanings: Meanings, take: (row: SourceRow) => void): Reader {
  let line = 0;
  let row: unknown[] = [];
  let column = -1;
  let cell: Cell | undefined;
  let isValue = false;
  return {
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        row = [];
        column = -1;
      } else if (name === 'c') {
        const { r: reference } = attributes;
        column = reference === undefined ? column + 1 : columnOf(reference);
        cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? -1), text: '' };
      } else if (name === 'v' || name === 't') isValue = cell !== undefined;
    },
    text(text) {
      if (isValue && cell) cell.text += text;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'c' && cell) {
        while (row.length < column) row.push(null);
        row[column] = valueOf(cell, meanings);
        cell = undefined;
      } else if (name === 'row') take({ line, values: row });
    },
  };
}

/** Leaves out empty rows, and makes all others as long as the first: a sheet has no cells where nothing was entered. */
function* evenRows(rows: Iterable<SourceRow>): Generator<SourceRow> {
  let width: number | undefined;
  for (const { line, values } of rows) {
    const all = [...(values as readonly unknown[])];
    while (all.length > 0 && all.at(-1) === null) all.pop();
    if (all.length === 0) continue;
    width ??= all.length;
    while (all.length < width) all.push(null);
    yield { line, values: all };
  }
}

/** Shared texts that are kept in memory. */
const mostCached = 10_000;

/** The texts that cells share, in a temporary database, which SQLite keeps in memory while it is small. */
class SharedTexts {
  readonly #db = new (driver())('');
  readonly #put;
  readonly #find;
  readonly #cache = new Map<number, string | undefined>();
  #count = 0;

  constructor() {
    this.#db.exec('PRAGMA journal_mode=OFF; CREATE TABLE texts(id INTEGER PRIMARY KEY, text TEXT); BEGIN');
    this.#put = this.#db.prepare<[number, string]>('INSERT INTO texts VALUES (?, ?)');
    this.#find = this.#db.prepare<[number], string>('SELECT text FROM texts WHERE id = ?').pluck();
  }

  reader(): Reader {
    let text = '';
    let isText = false;
    let isPhonetic = false;
    return {
      open(name) {
        if (name === 'si') text = '';
        else if (name === 'rPh') isPhonetic = true;
        else if (name === 't') isText = !isPhonetic;
      },
      text(part) {
        if (isText) text += part;
      },
      close: (name) => {
        if (name === 't') isText = false;
        else if (name === 'rPh') isPhonetic = false;
        else if (name === 'si') this.#put.run(this.#count++, plain(text));
      },
    };
  }

  filled(): void {
    this.#db.exec('COMMIT');
  }

  get(index: number): string | undefined {
    const known = this.#cache.get(index);
    if (known !== undefined) return known;
    if (this.#cache.size >= mostCached) this.#cache.clear();
    const text = this.#find.get(index);
    this.#cache.set(index, text);
    return text;
  }

  close(): void {
    this.#db.close();
  }
}
