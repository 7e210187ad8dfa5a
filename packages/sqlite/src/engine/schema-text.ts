import { count } from '../text.ts';
import type { Column, ForeignKey, Table } from './schema.ts';

/** A table in as few lines as tell all: columns with their keys, then what else belongs to it. */
export function describeTable(table: Table, rows: string): string[] {
  const facts = [
    table.kind === 'table' ? undefined : table.kind,
    table.strict ? 'STRICT' : undefined,
    table.withoutRowid ? 'WITHOUT ROWID' : undefined,
    rows === '' ? undefined : `${rows} ${rows === '1' ? 'row' : 'rows'}`,
  ].filter((fact) => fact !== undefined);
  const lines = [`${table.name} (${facts.join(', ')})`];
  if (table.broken !== undefined) lines.push(`  cannot be read: ${table.broken}`);
  const compound = table.columns.filter(({ key }) => key > 0).length > 1;
  for (const column of table.columns) lines.push(`  ${describeColumn(column, table.foreignKeys, compound)}`);
  if (compound) {
    const keys = table.columns.filter(({ key }) => key > 0).sort((a, b) => a.key - b.key);
    lines.push(`  PRIMARY KEY (${keys.map(({ name }) => name).join(', ')})`);
  }
  for (const key of table.foreignKeys)
    if (key.columns.length > 1) lines.push(`  (${key.columns.join(', ')}) ${pointsTo(key)}`);
  for (const { name, unique, columns, partial, automatic } of table.indexes) {
    const parts = columns.map((column) => column ?? '(expression)').join(', ');
    if (automatic) {
      // A key of one column is told by the column.
      if (
        !name.startsWith('sqlite_autoindex') ||
        columns.every((column) => table.columns.some((one) => one.name === column && one.key > 0))
      )
        continue;
      lines.push(`  UNIQUE (${parts})`);
    } else lines.push(`  index ${name} (${parts})${unique ? ' UNIQUE' : ''}${partial ? ' partial' : ''}`);
  }
  for (const { name, sql } of table.triggers) {
    const when = /\b(BEFORE|AFTER|INSTEAD\s+OF)?\s*(INSERT|UPDATE(?:\s+OF\s+[^]*?)?|DELETE)\s+ON\b/i.exec(sql)?.[0];
    lines.push(
      `  trigger ${name}${
        when === undefined
          ? ''
          : ` ${when
              .replace(/\s+ON$/i, '')
              .replaceAll(/\s+/g, ' ')
              .trim()}`
      }`,
    );
  }
  return lines;
}

function describeColumn(column: Column, keys: readonly ForeignKey[], compound: boolean): string {
  const own = keys.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  return [
    column.name,
    column.type,
    column.key > 0 && !compound && 'PRIMARY KEY',
    column.notNull && 'NOT NULL',
    column.default !== null && `DEFAULT ${column.default}`,
    column.generated && 'GENERATED',
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
  return `-> ${table}${to.length === 0 ? '' : `(${to.join(', ')})`}${rules.length === 0 ? '' : ` ${rules.join(', ')}`}`;
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
        `  ${entity(key.table)} ${required ? '||' : '|o'}--o{ ${entity(name)} : "${key.columns.join(', ').replaceAll('"', "'")}"`,
      );
    }
  }
  return lines.join('\n');
}

const entity = (name: string) => `"${name.replaceAll('"', "'")}"`;
/** Mermaid takes letters, digits and "_" here. */
const plain = (text: string) => text.replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '') || '_';
