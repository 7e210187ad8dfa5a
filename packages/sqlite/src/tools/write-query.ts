import { defineTool, z } from '@mcp-reference/kit';
import { database, queryAliases } from '../arguments.ts';
import { change } from '../change.ts';
import type { Context } from '../context.ts';

export const writeQuery = defineTool({
  name: 'write_query',
  title: 'Write query',
  description: 'Run one INSERT, UPDATE or DELETE. Prefer execute.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({ query: z.string().describe('One statement.'), database }),
  aliases: queryAliases,
  handler: ({ query, database }, context: Context, call) =>
    change(context, { sql: query, dryRun: false, only: '', database }, call),
});
