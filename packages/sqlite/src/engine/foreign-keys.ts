import { shownName } from '../text.ts';
import type { Db } from './driver.ts';

/** Rows that refer to a row which does not exist, each in words. */
export type Violations = ReadonlySet<string>;

/** Of these and of the tables that refer to them; of all tables without a list. */
export function violations(db: Db, tables?: readonly string[]): Violations {
  const found = new Set<string>();
  const check = db.prepare<[string], { table: string; rowid: number | null; parent: string; fkid: number }>(
    'SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check(?)',
  );
  const all = db.prepare<[], { table: string; rowid: number | null; parent: string; fkid: number }>(
    'SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check',
  );
  const rows = tables === undefined ? all.all() : withReferrers(db, tables).flatMap((table) => check.all(table));
  for (const { table, rowid, parent, fkid } of rows) {
    const which = rowid === null ? `a row of ${shownName(table)}` : `rowid ${rowid} of ${shownName(table)}`;
    const key = (n: number) =>
      `${which} refers to no row of ${shownName(parent)} (key ${fkid}${n > 1 ? `, ${n}` : ''})`;
    let n = 1;
    // Rows without a rowid cannot be told apart: each counts.
    if (rowid === null) while (found.has(key(n))) n++;
    found.add(key(n));
  }
  return found;
}

function withReferrers(db: Db, tables: readonly string[]): string[] {
  return db
    .prepare<[Record<string, string>], string>(
      `SELECT DISTINCT l.name FROM pragma_table_list AS l LEFT JOIN pragma_foreign_key_list(l.name) AS k
        WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          AND (l.name IN (SELECT value FROM json_each(?1)) OR k."table" COLLATE NOCASE IN (SELECT value FROM json_each(?1)))`,
    )
    .pluck()
    .all({ 1: JSON.stringify(tables) });
}

export const newViolations = (before: Violations, after: Violations): string[] =>
  [...after].filter((one) => !before.has(one));
