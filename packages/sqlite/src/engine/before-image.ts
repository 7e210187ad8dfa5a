import { quoteName } from '../present/text.ts';
import { keyOf, type TableShape } from './catalogue.ts';
import type { Db } from './driver.ts';

/** The rows of a table as they were before a write, in a temporary table: all of them, or those that triggers saw change. */
export interface BeforeImage {
  /** The table as it was. */
  table: TableShape;
  /** The temporary table: `k0`… is the key, `was` whether the row existed, `o0`… its values. */
  name: string;
  /** True if it has every row, so that a row which it lacks was inserted. */
  whole: boolean;
  /** True if it has the values too, and not only the keys. */
  values: boolean;
}

/** A result may have 2,000 columns, and a comparison shows a row twice. */
export const mostColumns = 900;

const columnsOf = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** The names of the key and value columns in the temporary table. */
export const keyColumns = ({ table }: BeforeImage): string[] => columnsOf('k', keyOf(table).length);
export const valueColumns = ({ table, values }: BeforeImage): string[] =>
  values ? columnsOf('o', table.columns.length) : [];

function create(db: Db, image: BeforeImage): void {
  const keys = keyColumns(image);
  // A rowid is an integer, which makes it the table's own key.
  const { rowid, definitions } = image.table.key;
  const key =
    rowid === undefined
      ? keys.map((column, index) => `${column} ${definitions[index]}`)
      : [`${keys[0]} INTEGER PRIMARY KEY`];
  db.exec(`CREATE TEMP TABLE ${image.name}(${[...key, 'was', ...valueColumns(image)].join(', ')})`);
  if (rowid === undefined) db.exec(`CREATE INDEX temp.${image.name}_key ON ${image.name}(${keys.join(', ')})`);
}

/** Copies all rows. */
export function copyRows(db: Db, table: TableShape, name: string): BeforeImage {
  const image = { table, name, whole: true, values: table.columns.length <= mostColumns };
  create(db, image);
  const values = image.values ? table.columns.map(quoteName) : [];
  db.exec(
    `INSERT INTO temp.${name} SELECT ${[...keyOf(table), '1', ...values].join(', ')} FROM main.${quoteName(table.name)}`,
  );
  return image;
}

/** Notes each row when it first changes, through temporary triggers. */
export function watchRows(db: Db, table: TableShape, name: string): BeforeImage {
  const image = { table, name, whole: false, values: table.columns.length <= mostColumns };
  create(db, image);
  const keys = keyColumns(image);
  const note = (of: 'OLD' | 'NEW', existed: boolean): string => {
    const key = keyOf(table).map((column) => `${of}.${column}`);
    const values = existed && image.values ? table.columns.map((column) => `OLD.${quoteName(column)}`) : [];
    const into = [...keys, 'was', ...(values.length > 0 ? valueColumns(image) : [])];
    const known = keys.map((column, index) => `${column} = ${key[index]}`).join(' AND ');
    // Not OR IGNORE: the conflict clause of the statement that fires a trigger overrides those in it.
    return `INSERT INTO ${name}(${into.join(', ')}) SELECT ${[...key, existed ? 1 : 0, ...values].join(', ')} WHERE NOT EXISTS (SELECT 1 FROM ${name} WHERE ${known});`;
  };
  const trigger = (event: string, body: string) =>
    db.exec(
      `CREATE TEMP TRIGGER ${name}_${event.toLowerCase()} AFTER ${event} ON main.${quoteName(table.name)} BEGIN ${body} END`,
    );
  trigger('INSERT', note('NEW', false));
  trigger('UPDATE', note('OLD', true) + note('NEW', false));
  trigger('DELETE', note('OLD', true));
  return image;
}

export function dropImage(db: Db, { name }: BeforeImage): void {
  for (const event of ['insert', 'update', 'delete']) db.exec(`DROP TRIGGER IF EXISTS temp.${name}_${event}`);
  db.exec(`DROP TABLE IF EXISTS temp.${name}`);
}
