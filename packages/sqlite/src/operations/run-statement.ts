import { bind } from '../engine/bind.ts';
import type { Connection } from '../engine/connection.ts';
import { notesOf, readPage, RowWriter } from '../engine/page.ts';
import type { Admitted } from '../gate/gate.ts';
import { count, shownColumn } from '../present/text.ts';
import type { ExecuteParams } from './execute.ts';

/** Rows that are answered by statements with RETURNING. */
const mostAnswered = 100;

/** Runs one statement, once for each set of params. Returns how many rows it changed itself, and adds the rows it answers. */
export function runStatement(
  prepare: Connection['prepare'],
  statement: Admitted,
  { params, sets, budget }: ExecuteParams,
  answered: string[],
): number {
  const prepared = prepare(statement.sql);
  let changed = 0;
  for (const [index, one] of (sets ?? [params]).entries()) {
    const values = located(sets && index, () => bind(statement.tokens, one));
    if (!prepared.reader) {
      changed += located(sets && index, () => prepared.run(...values).changes);
      continue;
    }
    prepared.raw(true).safeIntegers(true);
    const columns = prepared.columns();
    const cell = 1_000;
    const writer = new RowWriter(columns, { objects: false, cell });
    const rows = prepared.iterate(...values) as IterableIterator<readonly unknown[]>;
    try {
      const { lines, ended } = readPage(rows, writer, { limit: mostAnswered, budget: Math.max(500, budget / 4) });
      if (answered.length < mostAnswered) {
        const names = columns.map(({ name }) => shownColumn(name)).join(', ');
        const rows = `${count(lines.length, 'row')}${ended ? '' : ' shown of more'}`;
        answered.push(`[${[rows, names, ...notesOf(lines, cell)].join('; ')}]`, ...lines.map(({ text }) => text));
      }
    } finally {
      rows.return?.();
    }
    if (!prepared.readonly) changed += Number(prepare('SELECT changes()').pluck(true).get());
  }
  return changed;
}

/** Says which of `params_list` an error is about. */
function located<R>(index: number | undefined, act: () => R): R {
  try {
    return act();
  } catch (error) {
    if (index !== undefined && error instanceof Error) error.message = `params_list[${index}]: ${error.message}`;
    throw error;
  }
}
