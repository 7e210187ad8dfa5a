import { ToolError, under, type Confined } from '@mcp-reference/kit/sandbox';
import { reading, type Connection } from '../engine/connection.ts';
import { lookUp } from '../engine/file.ts';
import type { Db } from '../engine/driver.ts';
import { describeTable, erDiagram, rowsText, tally, type Notes } from '../present/schema-text.ts';
import { rowsOf, type RowCount } from '../engine/row-count.ts';
import { tableNames, tableOf, tables, type Table } from '../engine/schema.ts';
import { numberToPlace, placeToNumber, takeParts } from './part-pages.ts';
import type { OnTarget, Target } from '../engine/target.ts';
import type { TableNotes } from '../metadata.ts';
import { shownSql } from '../present/sql.ts';
import { count, meant, readableSize, shownName } from '../present/text.ts';

export type Detail = 'names' | 'columns' | 'ddl';

const withDatabase = <R>(fs: Confined, target: Target, act: (db: Db) => R): R =>
  reading(fs, target, ({ db }) => act(db));

/** Returns a filter for the tables that lists show; the metadata can hide some. */
const isListed = ({ hidden = [] }: Target) => {
  const names = new Set(hidden.map((name) => name.toLowerCase()));
  return ({ name }: { name: string }): boolean => !names.has(name.toLowerCase());
};

/** The names of all tables and views, a line each; `next` is the number of names told so far, if there are more. */
export function listTables(
  fs: Confined,
  { target, skip, budget }: OnTarget & { skip: number; budget: number },
): { text: string; next: number | undefined; tables: ReturnType<typeof tableNames> } {
  return withDatabase(fs, target, (db) => {
    const all = tableNames(db).filter(isListed(target));
    const lines = all.map(({ name, kind }) => (kind === 'table' ? shownName(name) : `${shownName(name)} (${kind})`));
    const { lines: shown, next } = takeParts(
      lines.length,
      (index) => lines.slice(index, index + 1),
      { part: skip, line: 0 },
      budget - headerRoom,
    );
    const left = next === undefined ? '' : `; ${lines.length - next.part} left`;
    return {
      text: under([`${tally(all)} in ${target.name}${left}`], shown),
      next: next?.part,
      tables: all.slice(skip, next?.part),
    };
  });
}

export interface DescribeOneParams extends OnTarget {
  table: string;
  notes?: TableNotes | undefined;
  /** Lines to pass over: those that were answered before. */
  skip: number;
  budget: number;
}

/** One table with all that belongs to it, and the SQL that made it; `next` is the number of lines told so far, if there are more. */
export function describeOne(
  fs: Confined,
  { target, table, notes, skip, budget }: DescribeOneParams,
): { text: string; next: number | undefined; table: TableData } {
  return withDatabase(fs, target, (db) => {
    const found = tableOf(db, table);
    const ddl = [found.sql, ...found.triggers.map(({ sql }) => sql)].filter((sql) => sql !== '').map(shownSql);
    const all = [...describeTable(found, rowsOf(db, found), notesOn(notes, found.name)), ...ddl].flatMap((text) =>
      text.split('\n'),
    );
    const { lines, next } = takeParts(1, () => all, { part: 0, line: skip }, budget - headerRoom);
    const data = { ...asData(found), sql: found.sql };
    if (next === undefined && skip === 0) return { text: all.join('\n'), next: undefined, table: data };
    const head = `[lines ${skip + 1}-${next?.line ?? all.length} of ${all.length}]`;
    return { text: [head, ...lines].join('\n'), next: next?.line, table: data };
  });
}

/** A table for programs. */
export interface TableData {
  name: string;
  kind: string;
  columns: { name: string; type: string; notNull: boolean; key: number }[];
  foreignKeys: { columns: string[]; table: string; to: string[] }[];
  sql?: string;
}

const asData = ({ name, kind, columns, foreignKeys }: Table): TableData => ({
  name,
  kind,
  columns: columns.map(({ name, type, notNull, key }) => ({ name, type, notNull, key })),
  foreignKeys: foreignKeys.map(({ columns, table, to }) => ({ columns, table, to })),
});

function notesOn(notes: TableNotes | undefined, table: string): Notes | undefined {
  const wanted = table.toLowerCase();
  const found = Object.entries(notes ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (found === undefined) return undefined;
  const columns = new Map(Object.entries(found.columns ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
  for (const name of found.masked ?? []) {
    const text = columns.get(name.toLowerCase());
    columns.set(name.toLowerCase(), text === undefined ? 'masked' : `masked; ${text}`);
  }
  return { table: found.description, columns };
}

export interface DescribeParams extends OnTarget {
  notes?: TableNotes | undefined;
  pattern: string | undefined;
  detail: Detail;
  /** The place after what was answered before, as `placeToNumber` gives it. */
  skip: number;
  budget: number;
}

/** Characters of the budget for the header. */
const headerRoom = 500;

/** The schema, or as much of it as there is room for; `next` is the place to continue at, if there is more. */
export function describeSchema(
  fs: Confined,
  { target, pattern, detail, skip, budget, notes }: DescribeParams,
): { text: string; next: number | undefined; tables: TableData[] } {
  return reading(fs, target, (connection) => {
    const { db } = connection;
    const all = tables(db, pattern).filter(isListed(target));
    if (all.length === 0 && pattern !== undefined)
      throw new ToolError(
        'not_found',
        `No table matches "${pattern}".${meant(
          pattern,
          tableNames(db).map(({ name }) => name),
        )} list_tables names all.`,
      );
    const head = [`${target.name}: ${tally(all)}`, ...(skip === 0 ? facts(fs, connection) : [])];
    const partOf = (table: Table): string[] =>
      detail === 'names'
        ? [nameLine(table, rowsOf(db, table))]
        : detail === 'columns'
          ? describeTable(table, rowsOf(db, table), notesOn(notes, table.name))
          : [
              `${shownSql(table.sql)};`,
              ...table.indexes.filter(({ automatic }) => !automatic).map(({ name }) => `${shownSql(sqlOf(db, name))};`),
              ...table.triggers.map(({ sql }) => `${shownSql(sql)};`),
            ].flatMap((text) => text.split('\n'));
    const start = numberToPlace(skip);
    const partAt = (index: number) => partOf(all[index] as Table);
    const { lines, next } = takeParts(all.length, partAt, start, budget - headerRoom);
    if (next !== undefined) head.push(`${count(all.length - next.part, 'table')} left`);
    const until = next === undefined ? all.length : next.part + (next.line > 0 ? 1 : 0);
    return {
      text: under(head, lines),
      next: next && placeToNumber(next),
      tables: detail === 'names' ? [] : all.slice(start.part, until).map(asData),
    };
  });
}

const nameLine = ({ name, kind }: Table, rows: RowCount | undefined): string =>
  `${shownName(name)} (${[kind === 'table' ? '' : kind, rows && rowsText(rows)].filter(Boolean).join(', ')})`;

const sqlOf = (db: Db, name: string): string =>
  db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) ?? '';

function facts(fs: Confined, { db, target, note }: Connection): string[] {
  const mode = String(db.pragma('journal_mode', { simple: true }));
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  if (target.path === undefined) return ['in memory', `SQLite ${version}`];
  const { stat } = lookUp(fs, target.path);
  return [
    readableSize(stat?.size ?? 0),
    // A copy in memory has no journal.
    ...(mode === 'wal' ? ['WAL'] : mode === 'memory' ? [] : [`journal ${mode}`]),
    `SQLite ${version}`,
    ...(note === undefined ? [] : [note]),
  ];
}

/** The ER diagram, as Mermaid text. */
export function diagram(fs: Confined, { target }: OnTarget): string {
  return withDatabase(fs, target, (db) => erDiagram(tables(db).filter(isListed(target))));
}

/** All names that can be completed: tables, and `table.column`. */
export function names(fs: Confined, { target }: OnTarget): { tables: string[]; columns: string[] } {
  return withDatabase(fs, target, (db) => {
    const all = tables(db).filter(isListed(target));
    return {
      tables: all.map(({ name }) => name),
      columns: [...new Set(all.flatMap(({ columns }) => columns.map(({ name }) => name)))],
    };
  });
}

/** Differs after anybody changed the data or the schema. What SQLite counts is only comparable within one engine; the file is for all. */
export function version(fs: Confined, { target }: OnTarget): string {
  return reading(fs, target, (connection) => {
    const counted = ['schema_version', 'data_version'].map((name) => connection.db.pragma(name, { simple: true }));
    return [...counted, connection.stamp()].join(' ');
  });
}
