import type { Confined } from '@mcp-reference/kit/sandbox';
import { quoteName, quoteText } from '../present/text.ts';
import { connectWithViews, type Connection } from './connection.ts';
import { mask, maskedIn } from './masks.ts';

/**
 * A connection on which temporary views stand before the masked tables, with `***` in the place of masked values. It makes
 * `SELECT *` useful; a statement that names `main.table` still reaches the table, so each one is checked.
 */
export function withMaskedViews(fs: Confined, { target }: Connection): Connection {
  const connection = connectWithViews(fs, target);
  const { db } = connection;
  db.pragma('query_only=0');
  try {
    for (const table of Object.keys(target.masked ?? {})) {
      db.exec(`DROP VIEW IF EXISTS temp.${quoteName(table)}`);
      const columns = db
        .prepare<[string], string>(`SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1`)
        .pluck()
        .all(table);
      if (columns.length === 0) continue;
      const hidden = maskedIn(target, table);
      const shown = columns.map((column) =>
        hidden.has(column.toLowerCase()) ? `${quoteText(mask)} AS ${quoteName(column)}` : quoteName(column),
      );
      db.exec(`CREATE TEMP VIEW ${quoteName(table)} AS SELECT ${shown.join(', ')} FROM main.${quoteName(table)}`);
    }
  } finally {
    db.pragma('query_only=1');
  }
  connection.forget();
  return connection;
}
