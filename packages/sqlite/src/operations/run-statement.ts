import { bind } from '../engine/bind.ts';
import type { Connection } from '../engine/connection.ts';
import { readPage, RowWriter } from '../engine/page.ts';
import type { Admitted } from '../gate/gate.ts';
import { count, shownName } from '../text.ts';
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
  for (const one of sets ?? [params]) {
    const values = bind(statement.tokens, one);
    if (!prepared.reader) {
      changed += prepared.run(...values).changes;
      continue;
    }
    prepared.raw(true).safeIntegers(true);
    const columns = prepared.columns();
    const writer = new RowWriter(columns, { objects: false, cell: 1_000 });
    const rows = prepared.iterate(...values) as IterableIterator<readonly unknown[]>;
    try {
      const { lines, ended } = readPage(rows, writer, { limit: mostAnswered, budget: Math.max(500, budget / 4) });
      if (answered.length < mostAnswered)
        answered.push(
          `[${count(lines.length, 'row')}${ended ? '' : ' shown of more'}; ${columns.map(({ name }) => shownName(name)).join(', ')}]`,
          ...lines,
        );
    } finally {
      rows.return?.();
    }
    if (!prepared.readonly) changed += Number(prepare('SELECT changes()').pluck(true).get());
  }
  return changed;
}
