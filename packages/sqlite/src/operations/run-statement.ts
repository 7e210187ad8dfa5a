import { bind } from '../engine/bind.ts';
import type { Connection } from '../engine/connection.ts';
import { nameRowInTheWay } from '../engine/row-in-the-way.ts';
import { notesOf, readPage, RowWriter } from '../engine/page.ts';
import type { Admitted } from '../gate/gate.ts';
import { count, shownColumn } from '../present/text.ts';
import type { ExecuteParams } from './execute.ts';

/** Rows that are answered by statements with RETURNING. */
const mostAnswered = 100;

/** Runs one statement, once for each set of params. Returns how many rows it changed itself, and adds the rows it answers. */
export function runStatement(
  { db, prepare }: Pick<Connection, 'db' | 'prepare'>,
  statement: Admitted,
  { params, sets, budget, target }: ExecuteParams,
  answered: string[],
): number {
  const prepared = prepare(statement.sql);
  const naming = <R>(act: () => R, again: () => void): R => {
    try {
      return act();
    } catch (error) {
      nameRowInTheWay(db, target, error, { statement: statement.sql, again });
      throw error;
    }
  };
  let changed = 0;
  for (const [index, one] of (sets ?? [params]).entries()) {
    const values = located(sets && index, () => bind(statement.tokens, one));
    if (!prepared.reader) {
      const run = () => prepared.run(...values).changes;
      changed += located(sets && index, () => naming(run, run));
      continue;
    }
    prepared.raw(true).safeIntegers(true);
    const columns = prepared.columns();
    const cell = 1_000;
    const writer = new RowWriter(columns, { objects: false, cell });
    const rows = prepared.iterate(...values) as IterableIterator<readonly unknown[]>;
    try {
      const page = { limit: mostAnswered, budget: Math.max(500, budget / 4) };
      const read = () => readPage(rows, writer, page);
      const { lines, ended } = located(sets && index, () => naming(read, () => void prepared.all(...values)));
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
