import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { adviseOn, type Advised } from '../engine/advice.ts';
import { bind, unbound, type Params } from '../engine/bind.ts';
import { reading } from '../engine/connection.ts';
import type { Times } from '../engine/measure.ts';
import { planOf, type Step } from '../engine/plan.ts';
import type { OnTarget } from '../engine/target.ts';
import type { Db } from '../engine/driver.ts';
import { admitWrite, type Admitted } from '../gate/gate.ts';
import { inWords } from '../present/plan.ts';
import { shownSql } from '../present/sql.ts';
import { count, shownText } from '../present/text.ts';

export interface ExplainParams extends OnTarget {
  sql: string;
  params?: Params | undefined;
  advise: boolean;
}

/** Describes how a statement would be run, and which indexes would help, without running it. */
export function explain(fs: Confined, { target, sql, params, advise }: ExplainParams): string {
  const [admitted, second] = admitWrite(sql);
  if (admitted === undefined || second !== undefined)
    throw new ToolError('invalid', 'One statement at a time can be explained.');
  if (admitted.kind !== 'query' && admitted.kind !== 'change')
    throw new ToolError('invalid', 'Only SELECT, INSERT, UPDATE and DELETE have a plan; give them without EXPLAIN.');
  return reading(
    fs,
    target,
    ({ db }) => {
      const values = params === undefined ? unbound(admitted.tokens) : bind(admitted.tokens, params);
      const plan = planOf(db, admitted.sql, values);
      const { advised, reason } = advise
        ? tryAdvice(db, admitted, values, params !== undefined || values.length === 0)
        : { advised: undefined, reason: undefined };
      const lines = [`[${count(plan.length, 'step')}]`, ...plan.map(lineOf)];
      if (reason !== undefined) lines.push(`No index could be tried: ${reason}`);
      if (advised !== undefined) lines.push(...adviceLines(advised));
      return lines.join('\n');
    },
    admitted.tokens,
  );
}

const lineOf = (step: Step): string => `${'  '.repeat(step.depth)}- ${inWords(step)}`;

/** An index must take at least this part of the time away to be worth its cost. */
const worthwhile = 0.9;

function adviceLines({ indexes, times }: Advised): string[] {
  if (indexes.length === 0) return ['No index that was tried changes this plan.'];
  const names = indexes.map(({ sql }) => `${shownSql(sql)};`);
  if (times && times.after > times.before * worthwhile)
    return [`No index makes it faster: ${measured(times)} with ${names.join(' ')}`];
  const found = indexes.flatMap(({ plan, sql }) => [
    `With ${shownSql(sql)}; (tried on a copy) it would be:`,
    ...plan.map(lineOf),
  ]);
  return times ? [...found, `Measured: ${measured(times)}.`] : found;
}

const measured = ({ before, after, rows, whole }: Times): string =>
  `${milliseconds(after)} instead of ${milliseconds(before)}, on a copy of ${whole ? '' : 'the first '}${count(rows, 'row')}`;

const milliseconds = (time: number): string => `${Number(time.toPrecision(2))} ms`;

/** The plan is true without advice: an obstacle to copying the schema is only mentioned. */
function tryAdvice(
  db: Db,
  admitted: Admitted,
  values: readonly unknown[],
  hasValues: boolean,
): { advised: Advised | undefined; reason: string | undefined } {
  try {
    return { advised: adviseOn(db, admitted, values, hasValues), reason: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The table exists, and the copy lacks it.
    const why = message.startsWith('no such table')
      ? 'a table needs a collation or module that is not here'
      : shownText(message, 200);
    return { advised: undefined, reason: `the schema cannot be copied (${why}).` };
  }
}
