import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf, sqlAliases } from '../arguments.ts';
import type { Context } from '../context.ts';

export const explain = defineTool({
  name: 'explain',
  title: 'Explain',
  description: 'Show how SQLite would run a statement, and which new index would make it faster.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql: z.string().describe('One statement.'),
    params: params.describe('As in query.'),
    advise: z.boolean().default(true).describe('Try indexes on a copy.'),
    database,
  }),
  aliases: sqlAliases,
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('explain', { ...input, params: paramsOf(input.params), target: database.target }, call);
  },
});
