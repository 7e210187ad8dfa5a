import { defineTool, z } from '@mcp-reference/kit';
import { database, queryAliases, sql } from '../arguments.ts';
import { askPage } from '../ask.ts';
import type { Context } from '../context.ts';
import { resultData } from '../data.ts';

export const readQuery = defineTool({
  name: 'read_query',
  title: 'Read query',
  description: 'Run one SELECT; answers 100 rows as JSON objects. Prefer query.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ query: sql, database }),
  aliases: queryAliases,
  output: resultData,
  view: true,
  async handler({ query, database }, context: Context, call) {
    const { name } = context.databases.get(database);
    return askPage(context, { sql: query, objects: true, limit: 100, cell: 1_000, database: name }, call);
  },
});
