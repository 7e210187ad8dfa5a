import { quoteName } from '../text.ts';
import { ordinaryTables, type TableShape } from './catalogue.ts';
import type { Db } from './driver.ts';

export type Action = 'inserted' | 'updated' | 'deleted';

/** One row that was changed: its values before and after, in the order of the table's key and columns. */
export interface Change {
  table: TableShape;
  action: Action;
  before: unknown[] | undefined;
  after: unknown[] | undefined;
}

export interface Counts {
  inserted: number;
  updated: number;
  deleted: number;
}

/** How many rows are noted. */
export interface Noting {
  /** Of each table and action. */
  rows: number;
  /** Bytes in all, about. */
  bytes: number;
}

const actions: readonly Action[] = ['inserted', 'updated', 'deleted'];
/** Values that one call of a function may carry safely: SQLite allows 127 arguments in older versions. */
const mostValues = 100;

/** The functions are registered once per connection, and speak to whoever observes at the moment. */
const current = new WeakMap<Db, Observer>();
const registered = new WeakSet<Db>();

/**
 * Sees every row that changes, also by triggers and foreign keys, through temporary triggers that call into this
 * process. Only what SQLite does row by row can be seen: not virtual tables, and not what DROP TABLE takes with it.
 */
export class Observer {
  readonly counts = new Map<string, Counts>();
  readonly changes: Change[] = [];
  /** Whether a row was not noted because there were too many. */
  full = false;
  readonly #db: Db;
  readonly #noting: Noting;
  readonly #settings: unknown;
  #tables: TableShape[] = [];
  #bytes = 0;
  #pending: unknown[] = [];

  constructor(db: Db, noting: Noting) {
    this.#db = db;
    this.#noting = noting;
    // So that rows which REPLACE removes are seen; but triggers of the database must not fire more often than they do.
    this.#settings = db.pragma('recursive_triggers', { simple: true });
    const triggers = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'trigger'`).get();
    if (triggers === undefined) db.pragma('recursive_triggers=1');
    register(db);
  }

  start(): void {
    current.set(this.#db, this);
    this.#tables = ordinaryTables(this.#db);
    for (const [index, table] of this.#tables.entries())
      for (const sql of triggersFor(table, index)) this.#db.exec(sql);
  }

  /** To be called before the schema is changed, which triggers on it could make fail, and in the end. */
  stop(): void {
    for (const index of this.#tables.keys()) {
      for (const action of actions) this.#db.exec(`DROP TRIGGER IF EXISTS temp.${nameOf(index, action)}`);
    }
    this.#tables = [];
  }

  close(): void {
    this.#db.pragma(`recursive_triggers=${this.#settings === 1 ? 1 : 0}`);
    current.delete(this.#db);
  }

  /** Counts a row, and says whether its values are wanted. */
  count(index: number, action: number): number {
    const table = this.#tables[index];
    const key = actions[action];
    if (table === undefined || key === undefined) return 0;
    let counts = this.counts.get(table.name);
    if (counts === undefined) this.counts.set(table.name, (counts = { inserted: 0, updated: 0, deleted: 0 }));
    counts[key]++;
    if (counts[key] <= this.#noting.rows && this.#bytes < this.#noting.bytes) return 1;
    this.full = true;
    return 0;
  }

  /** Takes a part of a row's values; the last part makes the row. */
  note(index: number, action: number, last: boolean, values: unknown[]): void {
    this.#pending.push(...values);
    for (const value of values) this.#bytes += sizeOf(value);
    const table = this.#tables[index];
    const key = actions[action];
    if (!last || table === undefined || key === undefined) return;
    const all = this.#pending;
    this.#pending = [];
    const width = table.columns.length + (table.key.rowid === undefined ? 0 : 1);
    this.changes.push({
      table,
      action: key,
      before: key === 'inserted' ? undefined : all.slice(0, width),
      after: key === 'deleted' ? undefined : key === 'inserted' ? all : all.slice(width),
    });
  }
}

const sizeOf = (value: unknown): number =>
  typeof value === 'string' || value instanceof Uint8Array ? 32 + value.length * 2 : 16;

const nameOf = (index: number, action: Action) => `mcp_${action}_${index}`;

function register(db: Db): void {
  if (registered.has(db)) return;
  registered.add(db);
  db.function(
    'mcp_count',
    { safeIntegers: false },
    (index: unknown, action: unknown) => current.get(db)?.count(Number(index), Number(action)) ?? 0,
  );
  db.function('mcp_note', { varargs: true, safeIntegers: true }, (...values: unknown[]) => {
    const [index, action, last, ...row] = values;
    current.get(db)?.note(Number(index), Number(action), last === 1n, row);
    return null;
  });
}

function triggersFor(table: TableShape, index: number): string[] {
  const columns = [...(table.key.rowid === undefined ? [] : [table.key.rowid]), ...table.columns.map(quoteName)];
  const row = (of: string) => columns.map((column) => `${of}.${column}`);
  return actions.map((action, code) => {
    const values = [...(action === 'inserted' ? [] : row('OLD')), ...(action === 'deleted' ? [] : row('NEW'))];
    const parts: string[] = [];
    for (let at = 0; at < values.length; at += mostValues) {
      const last = at + mostValues >= values.length ? 1 : 0;
      parts.push(`mcp_note(${[index, code, last, ...values.slice(at, at + mostValues)].join(', ')})`);
    }
    const event = action === 'inserted' ? 'INSERT' : action === 'updated' ? 'UPDATE' : 'DELETE';
    return `CREATE TEMP TRIGGER ${nameOf(index, action)} AFTER ${event} ON main.${quoteName(table.name)} BEGIN SELECT CASE WHEN mcp_count(${index}, ${code}) THEN coalesce(${[...parts, '0'].join(', ')}) END; END`;
  });
}
