import { ToolError } from '@mcp-reference/kit/sandbox';
import { meant, nameList, shownName } from '../present/text.ts';
import { definitionsIn, noDefinitions, type Definitions } from './definitions.ts';
import type { Db } from './driver.ts';

export interface Column {
  name: string;
  type: string;
  notNull: boolean;
  default: string | null;
  /** Its place in the primary key, from 1; 0 outside. */
  key: number;
  /** The expression of a generated column, empty if it cannot be read from the SQL; undefined for any other. */
  generated: string | undefined;
  /** The collation if it is not BINARY. */
  collation: string | undefined;
}

export interface ForeignKey {
  columns: string[];
  table: string;
  /** Empty where the key of the other table is meant. */
  to: string[];
  onDelete: string;
  onUpdate: string;
}

export interface Index {
  name: string;
  unique: boolean;
  /** Expressions are `null`. */
  columns: (string | null)[];
  partial: boolean;
  /** True if a constraint made it. */
  automatic: boolean;
}

export interface Table {
  name: string;
  kind: 'table' | 'view' | 'virtual table';
  sql: string;
  strict: boolean;
  withoutRowid: boolean;
  columns: Column[];
  foreignKeys: ForeignKey[];
  indexes: Index[];
  triggers: { name: string; sql: string }[];
  /** The conditions of CHECK constraints. */
  checks: string[];
  autoincrement: boolean;
  /** The reason why its columns are unknown, for a view that does not match its tables. */
  broken?: string;
}

interface ListRow {
  name: string;
  type: string;
  wr: number;
  strict: number;
  sql: string | null;
}

const kinds: Record<string, Table['kind']> = { table: 'table', view: 'view', virtual: 'virtual table' };

/** Tables of people: not SQLite's own, nor those in which virtual tables keep their data. */
const listed = `FROM pragma_table_list AS l JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
  WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** Names of all tables and views, in the order of their names. */
export function tableNames(db: Db): { name: string; kind: Table['kind'] }[] {
  const rows = db.prepare<[], ListRow>(`SELECT l.name, l.type ${listed} ORDER BY l.name COLLATE NOCASE`).all();
  return rows.map(({ name, type }) => ({ name, kind: kinds[type] ?? 'table' }));
}

/**
 * Finds a table by its name, ignoring case.
 * @throws ToolError `not_found` that names those that there are.
 */
export function tableOf(db: Db, name: string): Table {
  const row = db
    .prepare<[string], ListRow>(`SELECT l.name, l.type, l.wr, l.strict, s.sql ${listed} AND l.name = ? COLLATE NOCASE`)
    .get(name);
  if (row) return describe(questionsTo(db), row);
  const names = tableNames(db).map((table) => table.name);
  throw new ToolError(
    'not_found',
    `There is no table ${shownName(name, 80)}.${meant(name, names)} Tables: ${nameList(names)}.`,
  );
}

/** All tables and views whose names match a pattern with * and ?, with all that is known of each. */
export function tables(db: Db, pattern = '*'): Table[] {
  const questions = questionsTo(db);
  return db
    .prepare<[string], ListRow>(
      `SELECT l.name, l.type, l.wr, l.strict, s.sql ${listed} AND lower(l.name) GLOB lower(?) ORDER BY l.type = 'view', l.name COLLATE NOCASE`,
    )
    .all(pattern)
    .map((row) => describe(questions, row));
}

/** Prepares each question about a table once: a schema can have thousands of tables. */
const questionsTo = (db: Db) => ({
  columns: db.prepare<[string], ColumnRow>(
    'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)',
  ),
  foreignKeys: db.prepare<[string], KeyRow>(
    'SELECT id, "table", "from", "to", on_delete, on_update FROM pragma_foreign_key_list(?) ORDER BY id, seq',
  ),
  indexes: db.prepare<[string], IndexRow>('SELECT name, "unique", origin, partial FROM pragma_index_list(?)'),
  indexColumns: db.prepare<[string], { name: string | null }>('SELECT name FROM pragma_index_info(?) ORDER BY seqno'),
  triggers: triggersOf(db),
});

type Questions = ReturnType<typeof questionsTo>;

/** The triggers of all tables, by the table's name in lower case. */
function triggersOf(db: Db): ReadonlyMap<string, Table['triggers']> {
  const all = new Map<string, Table['triggers']>();
  const rows = db.prepare<[], { name: string; sql: string; on: string }>(
    `SELECT name, sql, lower(tbl_name) AS "on" FROM sqlite_schema WHERE type = 'trigger'`,
  );
  for (const { name, sql, on } of rows.iterate()) {
    const known = all.get(on);
    if (known === undefined) all.set(on, [{ name, sql }]);
    else known.push({ name, sql });
  }
  return all;
}

function describe(questions: Questions, { name, type, wr, strict, sql }: ListRow): Table {
  const definitions = type === 'table' ? definitionsIn(sql ?? '') : noDefinitions;
  const table: Table = {
    name,
    checks: definitions.checks,
    autoincrement: definitions.autoincrement,
    kind: kinds[type] ?? 'table',
    sql: sql ?? '',
    strict: strict === 1,
    withoutRowid: wr === 1,
    columns: [],
    foreignKeys: foreignKeysOf(questions, name),
    indexes: indexesOf(questions, name),
    triggers: questions.triggers.get(lower(name)) ?? [],
  };
  try {
    return { ...table, columns: columnsOf(questions, name, definitions.columns) };
  } catch (error) {
    return { ...table, broken: error instanceof Error ? error.message : String(error) };
  }
}

/** Like SQLite's lower(): ASCII letters only. */
const lower = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

interface ColumnRow {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
  hidden: number;
}

function columnsOf({ columns }: Questions, table: string, definitions: Definitions['columns']): Column[] {
  return columns
    .all(table)
    .filter(({ hidden }) => hidden !== 1)
    .map(({ name, type, notnull, dflt_value, pk, hidden }) => ({
      name,
      type,
      notNull: notnull === 1,
      default: dflt_value,
      key: pk,
      generated: hidden > 1 ? (definitions.get(name.toLowerCase())?.generated ?? '') : undefined,
      collation: definitions.get(name.toLowerCase())?.collation,
    }));
}

interface KeyRow {
  id: number;
  table: string;
  from: string;
  to: string | null;
  on_delete: string;
  on_update: string;
}

function foreignKeysOf({ foreignKeys }: Questions, table: string): ForeignKey[] {
  const keys = new Map<number, ForeignKey>();
  for (const { id, table: to, from, to: column, on_delete, on_update } of foreignKeys.all(table)) {
    const key = keys.get(id) ?? { columns: [], table: to, to: [], onDelete: on_delete, onUpdate: on_update };
    key.columns.push(from);
    if (column !== null) key.to.push(column);
    keys.set(id, key);
  }
  return [...keys.values()];
}

interface IndexRow {
  name: string;
  unique: number;
  origin: string;
  partial: number;
}

function indexesOf({ indexes, indexColumns }: Questions, table: string): Index[] {
  return indexes.all(table).map(({ name, unique, origin, partial }) => ({
    name,
    unique: unique === 1,
    columns: indexColumns.all(name).map((column) => column.name),
    partial: partial === 1,
    automatic: origin !== 'c',
  }));
}
