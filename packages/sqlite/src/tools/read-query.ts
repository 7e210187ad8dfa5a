import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import { askPage } from '../ask.ts';
import type { Context } from '../context.ts';

export const readQuery = defineTool({
  name: 'read_query',
  title: 'Read query',
  description:
    'Run one SELECT and answer its first 100 rows as JSON objects, a line each. query does the same with parameters, paging and fewer tokens; prefer that.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ query: z.string(), database }),
  async handler({ query, database }, context: Context, call) {
    const { name } = context.databases.get(database);
    return askPage(context, { sql: query, objects: true, limit: 100, cell: 1_000, database: name }, call);
  },
});
