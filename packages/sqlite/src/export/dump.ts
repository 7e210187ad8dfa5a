import type { Job } from '@mcp-reference/kit/sandbox';
import { definitionsIn } from '../engine/definitions.ts';
import type { Db } from '../engine/driver.ts';
import { shapeOf } from '../engine/catalogue.ts';
import { tokenize } from '../gate/tokens.ts';
import { quoteName, quoteText } from '../present/text.ts';
import type { Sink } from './sink.ts';

/** Arguments that one call of a function takes. */
const mostArguments = 100;

interface SchemaRow {
  type: string;
  name: string;
  tbl_name: string;
  sql: string;
}

/**
 * Writes a database as SQL that makes it again: in the order of the shell's .dump, with the rowids of all tables, because
 * full-text indexes refer to them. Returns the number of rows.
 */
export function dump(db: Db, sink: Sink, job: Pick<Job, 'progress'>): number {
  const write = (line: string) => sink.write(Buffer.from(`${line}\n`));
  const encoding = String(db.pragma('encoding', { simple: true }));
  const objects = db
    .prepare<[], SchemaRow>('SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')
    .all();
  const tables = objects.filter(({ type, name }) => type === 'table' && !name.startsWith('sqlite_'));
  if (encoding !== 'UTF-8') write(`PRAGMA encoding=${quoteText(encoding)};`);
  write('PRAGMA foreign_keys=OFF;');
  write('BEGIN TRANSACTION;');
  let rows = 0;
  let isSchemaWritable = false;
  for (const { name, sql } of tables) {
    if (isVirtual(sql)) {
      // The tables in which it keeps its data are dumped too, so its module must not make them.
      if (!isSchemaWritable) write('PRAGMA writable_schema=ON;');
      isSchemaWritable = true;
      const values = ['table', name, name].map(quoteText).join(',');
      write(`INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES(${values},0,${quoteText(sql)});`);
      continue;
    }
    write(`${withoutTail(sql)};`);
    for (const line of rowsOf(db, name, sql, encoding === 'UTF-8')) {
      sink.write(line);
      if (++rows % 10_000 === 0) job.progress(rows);
    }
  }
  for (const internal of ['sqlite_sequence', 'sqlite_stat1']) {
    const found = objects.find(({ name }) => name === internal);
    if (found === undefined) continue;
    // Both exist only after a statement that makes them.
    if (internal === 'sqlite_stat1') write('ANALYZE sqlite_schema;');
    write(`DELETE FROM ${internal};`);
    for (const line of rowsOf(db, internal, found.sql, encoding === 'UTF-8')) sink.write(line);
  }
  for (const type of ['index', 'view', 'trigger'])
    for (const { sql } of objects.filter((object) => object.type === type)) write(`${withoutTail(sql)};`);
  const version = String(db.pragma('user_version', { simple: true }));
  if (version !== '0') write(`PRAGMA user_version=${version};`);
  if (isSchemaWritable) write('PRAGMA writable_schema=OFF;');
  write('COMMIT;');
  sink.end();
  return rows;
}

/** SQL up to its last token: a comment after it, which may not even be closed, would swallow the semicolon. */
const withoutTail = (sql: string): string => sql.slice(0, tokenize(sql).at(-1)?.end);

const isVirtual = (sql: string): boolean => /^\s*CREATE\s+VIRTUAL\b/i.test(sql);

/** An INSERT per row, as bytes: a text may hold bytes that are not UTF-8. */
function* rowsOf(db: Db, name: string, sql: string, isUtf8: boolean): Generator<Uint8Array> {
  const shape = shapeOf(db, name);
  const generated = definitionsIn(sql).columns;
  const columns = (shape?.columns ?? []).filter(
    (column) => generated.get(column.toLowerCase())?.generated === undefined,
  );
  const rowid = shape?.key.rowid;
  // An INTEGER PRIMARY KEY is the rowid under its own name.
  const isNamed = rowid === undefined || hasAlias(db, name) || name.startsWith('sqlite_');
  const all = [...(isNamed ? [] : [rowid]), ...columns.map(quoteName)];
  if (all.length === 0) return;
  const list = isNamed && columns.length === shape?.columns.length ? '' : `(${all.join(',')})`;
  const head = `INSERT INTO ${quoteName(name)}${list} VALUES(`;
  const line = `${quoteText(head)} || ${joined(all.map(literal))} || ');' || char(10)`;
  const rows = db
    .prepare<[], Uint8Array | string>(`SELECT ${isUtf8 ? `CAST(${line} AS BLOB)` : line} FROM main.${quoteName(name)}`)
    .pluck()
    .iterate();
  for (const row of rows) yield typeof row === 'string' ? Buffer.from(row) : row;
}

/** quote() ends a text at a NUL character. */
const literal = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'text' AND instr(CAST(${column} AS BLOB), x'00') > 0
    THEN 'CAST(' || quote(CAST(${column} AS BLOB)) || ' AS TEXT)' ELSE quote(${column}) END`;

/** Joins literals with commas, in groups that a function takes. */
function joined(literals: readonly string[]): string {
  if (literals.length <= mostArguments) return `concat_ws(',', ${literals.join(', ')})`;
  const groups: string[] = [];
  for (let at = 0; at < literals.length; at += mostArguments)
    groups.push(joined(literals.slice(at, at + mostArguments)));
  return joined(groups);
}

function hasAlias(db: Db, table: string): boolean {
  const keys = db.prepare<[string], { type: string }>('SELECT type FROM pragma_table_xinfo(?) WHERE pk > 0').all(table);
  // INTEGER PRIMARY KEY DESC is no alias; writing its rowid does no harm.
  const indexed = db.prepare<[string], number>(`SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'`).get(table);
  return keys.length === 1 && /^integer$/i.test(keys[0]?.type ?? '') && indexed === undefined;
}
