import { defineTool, z } from '@mcp-reference/kit';
import { database, params, values } from '../arguments.ts';
import { change } from '../change.ts';
import type { Context } from '../context.ts';

export const execute = defineTool({
  name: 'execute',
  title: 'Execute',
  description:
    'Run one or several statements that change data or schema, in one transaction: all or nothing. dry_run: true shows the rows that would be inserted, updated and deleted, also by triggers and foreign keys, and undoes it. DROP, UPDATE and DELETE without WHERE, and changes of many rows ask the user first; where the host cannot ask, give the confirm_token of the dry run.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    sql: z.string().describe('Statements separated by ";". No BEGIN or COMMIT.'),
    params,
    params_list: z.array(values).optional().describe('Runs a single statement once for each.'),
    foreign_keys: z
      .enum(['on', 'off'])
      .default('on')
      .describe('off rebuilds a table that others refer to: keys are not enforced meanwhile, and checked at the end.'),
    dry_run: z.boolean().default(false),
    confirm_token: z.string().optional(),
    database,
  }),
  handler: (
    { sql, params, params_list, foreign_keys: foreignKeys, dry_run, confirm_token, database },
    context: Context,
    call,
  ) =>
    change(
      context,
      { sql, params, sets: params_list, foreignKeys, dryRun: dry_run, token: confirm_token, database },
      call,
    ),
});
