import { mask, maskedIn } from '../engine/masks.ts';
import type { Target } from '../engine/target.ts';
import { count, shownName } from './text.ts';
import type { RowChange } from '../engine/difference.ts';
import { encode, nothingSeen } from './encode.ts';
import type { Effects, TableEffect } from '../engine/effects.ts';

/** Characters of a value in a sample. */
const cell = 80;

/** `sale: 3 deleted, 1 updated`. */
export function countsOf({ name, inserted, updated, deleted }: TableEffect): string {
  const parts = [
    inserted > 0 && `${inserted.toLocaleString('en-US')} inserted`,
    updated > 0 && `${updated.toLocaleString('en-US')} updated`,
    deleted > 0 && `${deleted.toLocaleString('en-US')} deleted`,
  ].filter((part) => part !== false);
  return `${shownName(name, 80)}: ${parts.join(', ')}`;
}

/** The effects, a line each: the counts of each table, and under them some of the rows. */
export function describeEffects({ tables, schema, unknown }: Effects, budget: number, target: Target): string[] {
  const lines: string[] = [];
  let left = budget / 2;
  for (const table of tables) {
    if (table.inserted + table.updated + table.deleted > 0) lines.push(countsOf(table));
    for (const line of table.samples.map((sample) => describe(sample, target)))
      if ((left -= line.length) > 0) lines.push(line);
  }
  return [...lines, ...schema, ...unknown.map((one) => `not known: ${one}`)];
}

/** `+ {…}` for a row that was inserted, `- {…}` for one that was deleted, `~ rowid 3: name "a" -> "b"` for one that changed. */
function describe({ table, action, key, before, after }: RowChange, target: Target): string {
  const hidden = maskedIn(target, table.name);
  const show = (value: unknown, column = '') =>
    hidden.has(column.toLowerCase()) ? JSON.stringify(mask) : encode(value, cell, nothingSeen());
  const row = (values: readonly unknown[] = []) =>
    table.columns.map((column, index) => `${JSON.stringify(column)}:${show(values[index], column)}`).join(',');
  if (action !== 'updated') return `  ${action === 'inserted' ? `+ {${row(after)}}` : `- {${row(before)}}`}`;
  const changed = table.columns.flatMap((column, index) => {
    const [old, now] = [show(before?.[index]), show(after?.[index])];
    if (old === now) return [];
    return [
      hidden.has(column.toLowerCase()) ? `${shownName(column)} changed` : `${shownName(column)} ${old} -> ${now}`,
    ];
  });
  const { rowid, columns } = table.key;
  const which =
    rowid === undefined
      ? columns.map((column, index) => `${shownName(column)} ${show(key[index], column)}`).join(', ')
      : `rowid ${show(key[0])}`;
  return `  ~ ${which}: ${changed.length === 0 ? 'differs in a long value' : changed.join(', ')}`;
}

/** `3 rows`, and in how many tables. */
export const summary = (rows: number, tables: number): string =>
  tables > 1 ? `${count(rows, 'row')} in ${count(tables, 'table')}` : count(rows, 'row');
