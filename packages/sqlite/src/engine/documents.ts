import { tokenize, type Token } from '../gate/tokens.ts';
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
    // The table that `content=` names can have any name, also that one.
    const own = /\bcontent\s*=/i.test(sql) ? [] : [`${name}_content`];
    const source = [...own, `${name}_docsize`].find((table) => exists.get(table) !== undefined);
    return [{ virtual: name, source }];
  });
}

/** Commands of full-text indexes that remove no document. */
const harmless =
  /^(?:automerge|crisismerge|deletemerge|flush|integrity-check|merge(?:=[\d,]+)?|optimize|pgsz|rank|rebuild|secure-delete|usermerge)$/i;

/**
 * True for a command that can remove documents of a full-text index, such as `INSERT INTO ft(ft) VALUES('delete-all')`: SQLite
 * does not count them where the index keeps no list of them. A command is a value of the hidden column that has the name of the index.
 */
export const removesDocuments = (tokens: readonly Token[]): boolean =>
  tokens.some(({ word }, at) => {
    if (word !== 'INTO') return false;
    const from = tokens[at + 2]?.text === '.' ? at + 3 : at + 1;
    if (tokens[from + 1]?.text !== '(') return false;
    const rest = tokens.slice(from + 2);
    const close = rest.findIndex(({ text }) => text === ')');
    const index = tokens[from]?.text.toLowerCase();
    if (!rest.slice(0, close).some(({ text }) => text.toLowerCase() === index)) return false;
    const [values, open, value, after] = rest.slice(close + 1);
    const isLiteral = values?.word === 'VALUES' && open?.text === '(' && value?.kind === 'string';
    return !(isLiteral && /^[,)]$/.test(after?.text ?? '') && harmless.test(value.text));
  });

/** True if a trigger holds such a command, other than one that removes a single document. */
export const triggersRemoveDocuments = (db: Db): boolean =>
  db
    .prepare<[], string>(
      `SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND (sql LIKE '%delete-%' OR sql LIKE '%||%')`,
    )
    .pluck()
    .all()
    .some((sql) => removesDocuments(tokenize(sql)));
