import { ToolError, type Confined } from '@mcp-reference/kit/sandbox';
import { adviseOn } from '../engine/advice.ts';
import { bind, type Params } from '../engine/bind.ts';
import { reading } from '../engine/connection.ts';
import { inWords, planOf, type Step } from '../engine/plan.ts';
import type { OnTarget } from '../engine/target.ts';
import { admitWrite } from '../gate/gate.ts';
import { count } from '../text.ts';

export interface ExplainParams extends OnTarget {
  sql: string;
  params?: Params | undefined;
  advise: boolean;
}

/** How a statement would be run, and which indexes would help; it is not run. */
export function explain(fs: Confined, { target, sql, params, advise }: ExplainParams): string {
  const [admitted, second] = admitWrite(sql);
  if (admitted === undefined || second !== undefined)
    throw new ToolError('invalid', 'One statement at a time can be explained.');
  if (admitted.kind !== 'query' && admitted.kind !== 'change')
    throw new ToolError('invalid', 'Only SELECT, INSERT, UPDATE and DELETE have a plan; give them without EXPLAIN.');
  return reading(fs, target, ({ db }) => {
    const values = params === undefined ? [] : bind(admitted.tokens, params);
    const plan = planOf(db, admitted.sql, values);
    const advice = advise ? adviseOn(db, admitted.sql, admitted.tokens, values) : [];
    const lines = [`[${count(plan.length, 'step')}]`, ...plan.map(lineOf)];
    if (advise && advice.length === 0) lines.push('No index that was tried changes this plan.');
    for (const { sql: index, plan: better } of advice)
      lines.push(`With ${index}; (tried on a copy of the schema) it would be:`, ...better.map(lineOf));
    return lines.join('\n');
  });
}

const lineOf = (step: Step): string => `${'  '.repeat(step.depth)}- ${inWords(step)}`;
