import { defineTool, z } from '@mcp-reference/kit';
import { database, queryAliases } from '../arguments.ts';
import { change } from '../change.ts';
import type { Context } from '../context.ts';

export const createTable = defineTool({
  name: 'create_table',
  title: 'Create table',
  description: 'Run one CREATE TABLE. For other schema changes use execute.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ query: z.string().describe('CREATE TABLE …'), database }),
  aliases: queryAliases,
  async handler({ query, database }, context: Context, call) {
    return change(context, { sql: query, dryRun: false, only: 'CREATE TABLE', database }, call);
  },
});
