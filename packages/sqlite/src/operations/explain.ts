import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { adviseOn, type Advice } from '../engine/advice.ts';
import { bind, unbound, type Params } from '../engine/bind.ts';
import { reading } from '../engine/connection.ts';
import { inWords, planOf, type Step } from '../engine/plan.ts';
import type { OnTarget } from '../engine/target.ts';
import type { Db } from '../engine/driver.ts';
import { admitWrite, type Admitted } from '../gate/gate.ts';
import { count, shownText } from '../text.ts';

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
      const { advice, reason } = advise ? tryAdvice(db, admitted, values) : { advice: [], reason: undefined };
      const lines = [`[${count(plan.length, 'step')}]`, ...plan.map(lineOf)];
      if (reason !== undefined) lines.push(`No index could be tried: ${reason}`);
      else if (advise && advice.length === 0) lines.push('No index that was tried changes this plan.');
      for (const { sql: index, plan: better } of advice)
        lines.push(`With ${index}; (tried on a copy of the schema) it would be:`, ...better.map(lineOf));
      return lines.join('\n');
    },
    admitted.tokens,
  );
}

const lineOf = (step: Step): string => `${'  '.repeat(step.depth)}- ${inWords(step)}`;

/** The plan is true without advice: what keeps the schema from being copied is only said. */
function tryAdvice(
  db: Db,
  { sql, tokens }: Admitted,
  values: readonly unknown[],
): { advice: Advice[]; reason: string | undefined } {
  try {
    return { advice: adviseOn(db, sql, tokens, values), reason: undefined };
  } catch (error) {
    return {
      advice: [],
      reason: `the schema cannot be copied (${shownText(error instanceof Error ? error.message : String(error), 200)}).`,
    };
  }
}
