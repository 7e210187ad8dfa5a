import { count } from '../text.ts';
import { encode, nothingSeen } from './encode.ts';
import type { Change, Observer } from './observer.ts';

/** Characters of a value in a sample. */
const cell = 80;
/** Samples of each table and action. */
const mostSamples = 3;

/** What was seen, a line each: the counts of each table, and under them some of the rows. */
export function describeChanges({ counts, changes }: Observer, budget: number): string[] {
  const lines: string[] = [];
  let room = budget / 2;
  for (const [table, { inserted, updated, deleted }] of counts) {
    const parts = [
      inserted > 0 && `${inserted.toLocaleString('en-US')} inserted`,
      updated > 0 && `${updated.toLocaleString('en-US')} updated`,
      deleted > 0 && `${deleted.toLocaleString('en-US')} deleted`,
    ].filter((part) => part !== false);
    lines.push(`${table}: ${parts.join(', ')}`);
    for (const action of ['inserted', 'updated', 'deleted'] as const) {
      const some = changes.filter((change) => change.table.name === table && change.action === action);
      for (const line of some.slice(0, mostSamples).map(describe)) {
        if ((room -= line.length) > 0) lines.push(line);
      }
    }
  }
  return lines;
}

/** `+ {…}` for a row that came, `- {…}` for one that went, `~ id=3: name "a" -> "b"` for one that changed. */
function describe({ table, action, before, after }: Change): string {
  const offset = table.key.rowid === undefined ? 0 : 1;
  const show = (value: unknown) => encode(value, cell, nothingSeen());
  const row = (values: unknown[] | undefined) =>
    table.columns.map((column, index) => `${JSON.stringify(column)}:${show(values?.[index + offset])}`).join(',');
  if (action !== 'updated')
    return `  ${action === 'inserted' ? '+' : '-'} {${row(action === 'inserted' ? after : before)}}`;
  const changed = table.columns.flatMap((column, index) => {
    const [old, now] = [show(before?.[index + offset]), show(after?.[index + offset])];
    return old === now ? [] : [`${column} ${old} -> ${now}`];
  });
  const key =
    offset === 1
      ? `rowid ${show(before?.[0])}`
      : table.key.columns.map((column) => `${column} ${show(before?.[table.columns.indexOf(column)])}`).join(', ');
  return `  ~ ${key}: ${changed.length === 0 ? 'no value differs' : changed.join(', ')}`;
}

/** `3 rows`, and in which tables. */
export const summary = (rows: number, tables: number): string =>
  tables > 1 ? `${count(rows, 'row')} in ${count(tables, 'table')}` : count(rows, 'row');
