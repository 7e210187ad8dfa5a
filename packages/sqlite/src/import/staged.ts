import { deserialize, serialize } from 'node:v8';
import { driver } from '../engine/driver.ts';
import type { SourceRow } from './source.ts';

/** Rows that are stored together. */
const atOnce = 1_000;

/**
 * Rows of a file that is read asynchronously, kept for a transaction that cannot wait: in a temporary database, which SQLite
 * keeps in memory while it is small, and in an unnamed file otherwise.
 */
export class StagedRows {
  readonly #db = new (driver())('');
  readonly #put;
  #waiting: SourceRow[] = [];

  constructor() {
    this.#db.exec('PRAGMA journal_mode=OFF; CREATE TABLE staged(id INTEGER PRIMARY KEY, part BLOB)');
    this.#put = this.#db.prepare<[Buffer]>('INSERT INTO staged(part) VALUES (?)');
  }

  add(row: SourceRow): void {
    this.#waiting.push(row);
    if (this.#waiting.length >= atOnce) this.#flush();
  }

  /** All rows, in order; they can be read more than once. */
  *rows(): Generator<SourceRow> {
    this.#flush();
    const parts = this.#db.prepare<[], Buffer>('SELECT part FROM staged ORDER BY id').pluck().iterate();
    for (const part of parts) yield* deserialize(part) as SourceRow[];
  }

  close(): void {
    this.#db.close();
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    this.#put.run(serialize(this.#waiting));
    this.#waiting = [];
  }
}
