import type { Db } from './driver.ts';

/** The table from which the rows of a virtual table can be read; `source` is undefined if that is not known. */
export interface DocumentTable {
  virtual: string;
  source: string | undefined;
}

/**
 * The tables that hold what people call the rows of a virtual table. A full-text index over the content of another table
 * answers queries from there; which documents it holds is in its own list.
 */
export function documentTables(db: Db): DocumentTable[] {
  const virtual = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT l.name, s.sql FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name AND s.type = 'table'
        WHERE l.schema = 'main' AND l.type = 'virtual'`,
    )
    .all();
  const exists = db.prepare<[string], number>(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`);
  return virtual.flatMap(({ name, sql }) => {
    const module = /\bUSING\s+["'`[]?(\w+)/i.exec(sql)?.[1]?.toLowerCase() ?? '';
    if (module.startsWith('rtree') || module === 'geopoly') return [{ virtual: name, source: name }];
    // sqlite-vec keeps a row for each vector there.
    if (module === 'vec0' && exists.get(`${name}_rowids`) !== undefined)
      return [{ virtual: name, source: `${name}_rowids` }];
    // It only shows what another table holds.
    if (module === 'fts5vocab') return [];
    if (!module.startsWith('fts')) return [{ virtual: name, source: undefined }];
    const source = [`${name}_content`, `${name}_docsize`].find((table) => exists.get(table) !== undefined);
    return [{ virtual: name, source }];
  });
}
