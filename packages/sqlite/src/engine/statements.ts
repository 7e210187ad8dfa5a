import type { Db, Statement } from './driver.ts';

/** Statements that are kept: each holds memory until the next large garbage collection after it is dropped. */
const mostKept = 20;
/** Texts that ran once and are remembered, and the length of one. */
const mostTexts = 50;
const longestText = 20_000;

/**
 * Prepares statements, and keeps those whose text came again. Most texts hold a value and never do: a kept statement outlives
 * the collections of young objects, and after 20,000 different texts those that were dropped took 12 MB.
 */
export class Statements {
  readonly #db: Db;
  readonly #kept = new Map<string, Statement>();
  readonly #once = new Set<string>();

  constructor(db: Db) {
    this.#db = db;
  }

  prepare(sql: string): Statement {
    const known = this.#kept.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    if (this.#once.delete(sql)) {
      this.#kept.set(sql, made);
      dropOldest(this.#kept, mostKept);
    } else if (sql.length <= longestText) {
      this.#once.add(sql);
      dropOldest(this.#once, mostTexts);
    }
    return made;
  }

  clear(): void {
    this.#kept.clear();
  }
}

function dropOldest(held: Map<string, unknown> | Set<string>, most: number): void {
  if (held.size <= most) return;
  for (const oldest of held.keys()) return void held.delete(oldest);
}
