import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { lookUp, reading, type Connection } from '../engine/connection.ts';
import type { Db } from '../engine/driver.ts';
import { describeTable, erDiagram, tally, type Notes } from '../engine/schema-text.ts';
import { rowsOf, tableNames, tableOf, tables, type Table } from '../engine/schema.ts';
import type { OnTarget, Target } from '../engine/target.ts';
import { count, meant, readableSize, shownName } from '../text.ts';

export type Detail = 'names' | 'columns' | 'ddl';

const withDatabase = <R>(fs: Confined, target: Target, act: (db: Db) => R): R =>
  reading(fs, target, ({ db }) => act(db));

/** The names of all tables and views, a line each. */
export function listTables(
  fs: Confined,
  { target }: OnTarget,
): { text: string; tables: ReturnType<typeof tableNames> } {
  return withDatabase(fs, target, (db) => {
    const all = tableNames(db);
    const lines = all.map(({ name, kind }) => (kind === 'table' ? shownName(name) : `${shownName(name)} (${kind})`));
    return { text: [`[${tally(all)} in ${target.name}]`, ...lines].join('\n'), tables: all };
  });
}

/** One table with all that belongs to it, and the SQL that made it. */
export function describeOne(
  fs: Confined,
  { target, table, notes }: OnTarget & { table: string; notes?: TableNotes | undefined },
): { text: string; table: TableData } {
  return withDatabase(fs, target, (db) => {
    const found = tableOf(db, table);
    const ddl = [found.sql, ...found.triggers.map(({ sql }) => sql)].filter((sql) => sql !== '');
    const lines = [...describeTable(found, rowsOf(db, found), notesOn(notes, found.name)), ...ddl];
    return { text: lines.join('\n'), table: { ...asData(found), sql: found.sql } };
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

/** Descriptions that people wrote, by table. */
export type TableNotes = Readonly<
  Record<string, { description?: string | undefined; columns?: Readonly<Record<string, string>> | undefined }>
>;

function notesOn(notes: TableNotes | undefined, table: string): Notes | undefined {
  const wanted = table.toLowerCase();
  const found = Object.entries(notes ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (found === undefined) return undefined;
  const columns = new Map(Object.entries(found.columns ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
  return { table: found.description, columns };
}

export interface DescribeParams extends OnTarget {
  notes?: TableNotes | undefined;
  pattern: string | undefined;
  detail: Detail;
  /** Tables to pass over: those that were answered before. */
  skip: number;
  budget: number;
}

/** The schema, or as much of it as there is room for; `next` is how many tables were told so far, when there are more. */
export function describeSchema(
  fs: Confined,
  { target, pattern, detail, skip, budget, notes }: DescribeParams,
): { text: string; next: number | undefined; tables: TableData[] } {
  return reading(fs, target, (connection) => {
    const { db } = connection;
    const all = tables(db, pattern);
    if (all.length === 0 && pattern !== undefined)
      throw new ToolError(
        'not_found',
        `No table matches "${pattern}".${meant(
          pattern,
          tableNames(db).map(({ name }) => name),
        )} list_tables names all.`,
      );
    const head = [`${target.name}: ${tally(all)}`, ...(skip === 0 ? facts(fs, connection) : [])];
    const lines: string[] = [];
    let room = budget - 500;
    let told = skip;
    for (const table of all.slice(skip)) {
      const part =
        detail === 'names'
          ? [
              `${shownName(table.name)} (${[table.kind === 'table' ? '' : table.kind, rowsOf(db, table) && `${rowsOf(db, table)} rows`].filter(Boolean).join(', ')})`,
            ]
          : detail === 'columns'
            ? describeTable(table, rowsOf(db, table), notesOn(notes, table.name))
            : [
                `${table.sql};`,
                ...table.indexes.filter(({ automatic }) => !automatic).map(({ name }) => `${sqlOf(db, name)};`),
                ...table.triggers.map(({ sql }) => `${sql};`),
              ];
      const size = part.reduce((sum, line) => sum + line.length + 1, 0);
      if (size > room && told > skip) break;
      lines.push(...part);
      room -= size;
      told++;
    }
    const more = told < all.length;
    if (more) head.push(`${count(all.length - told, 'table')} left`);
    const shown = detail === 'names' ? [] : all.slice(skip, told).map(asData);
    return { text: [`[${head.join('; ')}]`, ...lines].join('\n'), next: more ? told : undefined, tables: shown };
  });
}

const sqlOf = (db: Db, name: string): string =>
  db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) ?? '';

function facts(fs: Confined, { db, target, note }: Connection): string[] {
  const mode = String(db.pragma('journal_mode', { simple: true }));
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  if (target.path === undefined) return ['in memory', `SQLite ${version}`];
  const { stat } = lookUp(fs, target.path);
  return [
    readableSize(stat?.size ?? 0),
    mode === 'wal' ? 'WAL' : `journal ${mode}`,
    `SQLite ${version}`,
    ...(note === undefined ? [] : [note]),
  ];
}

/** The ER diagram, as Mermaid text. */
export function diagram(fs: Confined, { target }: OnTarget): string {
  return withDatabase(fs, target, (db) => erDiagram(tables(db)));
}

/** All names that can be completed: tables, and `table.column`. */
export function names(fs: Confined, { target }: OnTarget): { tables: string[]; columns: string[] } {
  return withDatabase(fs, target, (db) => {
    const all = tables(db);
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
