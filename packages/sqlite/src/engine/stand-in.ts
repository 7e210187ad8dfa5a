import { admitWrite } from '../gate/gate.ts';
import { tokenize } from '../gate/tokens.ts';
import { quoteName } from '../present/text.ts';
import { driver, type Db } from './driver.ts';
import { loadExtensions } from './extensions.ts';
import { addFunctions } from './functions.ts';
import type { Target } from './target.ts';
import { withoutLog } from './file.ts';

/** A larger database is not copied into memory. */
const mostBytes = 128_000_000;

/** Collations that SQLite has itself. */
const builtIn = new Set(['BINARY', 'NOCASE', 'RTRIM']);

/**
 * A copy of the database in memory in which BINARY stands in for the collations that another program defined: the driver
 * cannot define any. It has the same rows; only their order, and what is equal, differ. Undefined for a database that is too
 * large, or that cannot be indexed again.
 */
export function withStandIns(db: Db, target: Target): Db | undefined {
  const size = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  if (size > mostBytes) return undefined;
  const copy = new (driver())(withoutLog(db.serialize()));
  try {
    addFunctions(copy);
    loadExtensions(copy, target.extensions);
    replaceCollations(copy);
    rebuildIndexes(copy);
    copy.pragma('trusted_schema=0');
    copy.pragma('query_only=1');
    return copy;
  } catch {
    copy.close();
    return undefined;
  }
}

/**
 * Rebuilds each index. One that needs a function of another program is dropped: only its speed is missing.
 * @throws SqliteError if an index that a constraint made cannot be rebuilt.
 */
function rebuildIndexes(copy: Db): void {
  const indexes = copy
    .prepare<[], { name: string; sql: string | null }>(`SELECT name, sql FROM sqlite_schema WHERE type = 'index'`)
    .all();
  for (const { name, sql } of indexes) {
    try {
      copy.exec(`REINDEX main.${quoteName(name)}`);
    } catch (error) {
      if (sql === null) throw error;
      copy.exec(`DROP INDEX main.${quoteName(name)}`);
    }
  }
}

function replaceCollations(copy: Db): void {
  const rows = copy
    .prepare<[], { rowid: number; sql: string }>(
      `SELECT rowid, sql FROM sqlite_schema WHERE sql LIKE '%COLLATE%' AND type IN ('table', 'index', 'view')`,
    )
    .all();
  copy.unsafeMode(true);
  copy.pragma('writable_schema=ON');
  const put = copy.prepare('UPDATE sqlite_schema SET sql = ? WHERE rowid = ?');
  for (const { rowid, sql } of rows) put.run(withBinary(sql), rowid);
  copy.pragma('writable_schema=RESET');
  copy.unsafeMode(false);
}

/** SQL in which BINARY takes the place of unknown collations. */
export function withBinary(sql: string): string {
  let made = '';
  let at = 0;
  const tokens = tokenize(sql);
  for (const [index, token] of tokens.entries()) {
    if (tokens[index - 1]?.word !== 'COLLATE' || builtIn.has(token.text.toUpperCase())) continue;
    made += `${sql.slice(at, token.start)}BINARY`;
    at = token.end;
  }
  const whole = made + sql.slice(at);
  // A schema is text in a file: it passes the gate like any other.
  admitWrite(whole);
  return whole;
}
