import { count, grouped, onOneLine, shownName, shownText, shownType } from './text.ts';
import type { RowCount } from '../engine/row-count.ts';
import type { Column, ForeignKey, Table } from '../engine/schema.ts';

/** Describes a table: a line for each column with its keys, then constraints, indexes and triggers. */
export function describeTable(table: Table, rows: RowCount | undefined, notes: Notes = noNotes): string[] {
  const facts = [
    table.kind === 'table' ? undefined : table.kind,
    table.strict ? 'STRICT' : undefined,
    table.withoutRowid ? 'WITHOUT ROWID' : undefined,
    rows && rowsText(rows),
  ].filter((fact) => fact !== undefined);
  const about = notes.table === undefined ? '' : ` -- ${shownText(notes.table, 300)}`;
  const lines = [`${shownName(table.name)} (${facts.join(', ')})${about}`];
  if (table.broken !== undefined) lines.push(`  cannot be read: ${shownText(table.broken, 300)}`);
  const compound = table.columns.filter(({ key }) => key > 0).length > 1;
  for (const column of table.columns) {
    const note = notes.columns.get(column.name.toLowerCase());
    lines.push(
      `  ${describeColumn(column, table, compound)}${note === undefined ? '' : ` -- ${shownText(note, 300)}`}`,
    );
  }
  if (compound) {
    const keys = table.columns.filter(({ key }) => key > 0).sort((a, b) => a.key - b.key);
    lines.push(`  PRIMARY KEY (${list(keys.map(({ name }) => name))})`);
  }
  for (const key of table.foreignKeys)
    if (key.columns.length > 1) lines.push(`  (${list(key.columns)}) ${pointsTo(key)}`);
  for (const check of table.checks) lines.push(`  CHECK (${onOneLine(check, 300)})`);
  for (const { name, unique, columns, partial, automatic } of table.indexes) {
    const parts = columns.map((column) => (column === null ? '(expression)' : shownName(column))).join(', ');
    if (automatic) {
      // The line of a column shows a key of one column.
      const isKey = columns.every((column) => table.columns.some((one) => one.name === column && one.key > 0));
      if (name.startsWith('sqlite_autoindex') && !isKey) lines.push(`  UNIQUE (${parts})`);
    } else lines.push(`  index ${shownName(name)} (${parts})${unique ? ' UNIQUE' : ''}${partial ? ' partial' : ''}`);
  }
  for (const { name, sql } of table.triggers) {
    const when = /\b(BEFORE|AFTER|INSTEAD\s+OF)?\s*(INSERT|UPDATE(?:\s+OF\s+[^]*?)?|DELETE)\s+ON\b/i.exec(sql)?.[0];
    const event = when
      ?.replace(/\s+ON$/i, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
    lines.push(`  trigger ${shownName(name)}${event === undefined ? '' : ` ${shownText(event, 200)}`}`);
  }
  return lines;
}

/** `3 rows`, or why they were not counted. */
export function rowsText({ rows, highest, unknown }: RowCount): string {
  if (unknown !== undefined) return `rows unknown: ${unknown}`;
  return highest === undefined ? count(rows, 'row') : `over ${count(rows, 'row')}, highest rowid ${grouped(highest)}`;
}

/** Notes that people wrote about a table and its columns, by lower-case name. */
export interface Notes {
  table: string | undefined;
  columns: ReadonlyMap<string, string>;
}

const noNotes: Notes = { table: undefined, columns: new Map() };

const list = (names: readonly string[]): string => names.map((name) => shownName(name)).join(', ');

function describeColumn(column: Column, { foreignKeys, autoincrement }: Table, compound: boolean): string {
  const own = foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  const isKey = column.key > 0 && !compound;
  return [
    shownName(column.name),
    shownType(column.type),
    isKey && `PRIMARY KEY${autoincrement ? ' AUTOINCREMENT' : ''}`,
    column.notNull && 'NOT NULL',
    column.collation !== undefined && `COLLATE ${shownName(column.collation)}`,
    column.default !== null && `DEFAULT ${onOneLine(column.default, 120)}`,
    column.generated !== undefined &&
      `GENERATED${column.generated === '' ? '' : ` AS (${onOneLine(column.generated, 200)})`}`,
    own && pointsTo(own),
  ]
    .filter((part) => part !== false && part !== undefined && part !== '')
    .join(' ');
}

function pointsTo({ table, to, onDelete, onUpdate }: ForeignKey): string {
  const rules = [
    onDelete === 'NO ACTION' ? undefined : `on delete ${onDelete.toLowerCase()}`,
    onUpdate === 'NO ACTION' ? undefined : `on update ${onUpdate.toLowerCase()}`,
  ].filter((rule) => rule !== undefined);
  return `-> ${shownName(table)}${to.length === 0 ? '' : `(${list(to)})`}${rules.length === 0 ? '' : ` ${rules.join(', ')}`}`;
}

/** `3 tables, 1 view`. */
export function tally(tables: readonly Pick<Table, 'kind'>[]): string {
  const views = tables.filter(({ kind }) => kind === 'view').length;
  const parts = [count(tables.length - views, 'table')];
  if (views > 0) parts.push(count(views, 'view'));
  return parts.join(', ');
}

/** The tables and how they refer to each other, as a Mermaid diagram (mermaid.js.org/syntax/entityRelationshipDiagram). */
export function erDiagram(tables: readonly Table[]): string {
  const lines = ['erDiagram'];
  for (const { name, kind, columns, foreignKeys } of tables) {
    if (kind === 'view') continue;
    lines.push(`  ${entity(name)} {`);
    for (const column of columns) {
      const marks = [
        column.key > 0 && 'PK',
        foreignKeys.some((key) => key.columns.includes(column.name)) && 'FK',
      ].filter(Boolean);
      lines.push(
        `    ${plain(column.type || 'any')} ${plain(column.name)}${marks.length > 0 ? ` ${marks.join(', ')}` : ''}`,
      );
    }
    lines.push('  }');
  }
  for (const { name, columns, foreignKeys } of tables) {
    for (const key of foreignKeys) {
      const required = key.columns.every((one) => columns.some((column) => column.name === one && column.notNull));
      lines.push(
        `  ${entity(key.table)} ${required ? '||' : '|o'}--o{ ${entity(name)} : "${shownText(key.columns.join(', '), 200).replaceAll('"', "'")}"`,
      );
    }
  }
  return lines.join('\n');
}

const entity = (name: string) => `"${shownText(name, 200).replaceAll('"', "'")}"`;
/** Mermaid takes letters, digits and "_" here. */
const plain = (text: string) => text.replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '') || '_';
