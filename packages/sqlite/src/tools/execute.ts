import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf, sqlAliases } from '../arguments.ts';
import { change } from '../change.ts';
import type { Context } from '../context.ts';
import { effectData } from '../data.ts';

export const execute = defineTool({
  name: 'execute',
  title: 'Execute',
  description:
    'Run statements that change data or schema in one transaction. dry_run shows all effects. Large removals ask the user first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    sql: z.string().describe('Separated by ";", without BEGIN or COMMIT.'),
    params,
    params_list: z.array(z.unknown()).max(100_000).optional().describe('One run per item; each is like params.'),
    foreign_keys: z.enum(['on', 'off']).default('on').describe('off: to rebuild a table; checked at the end.'),
    dry_run: z.boolean().default(false).describe('Show the effect and roll it back.'),
    database,
  }),
  confirms: true,
  output: effectData,
  view: true,
  aliases: { ...sqlAliases, confirm_token: 'confirm' },
  handler: ({ params_list: list, foreign_keys: foreignKeys, dry_run: dryRun, ...rest }, context: Context, call) => {
    const sets = list?.map((one) => paramsOf(one) ?? []);
    return change(context, { ...rest, params: paramsOf(rest.params), sets, foreignKeys, dryRun }, call);
  },
});
