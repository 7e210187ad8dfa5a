import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf } from '../arguments.ts';
import type { Context } from '../context.ts';

export const explain = defineTool({
  name: 'explain',
  title: 'Explain',
  description:
    'Show how SQLite would run a statement, without running it, and which new index would improve the plan. Use it for slow queries.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql: z.string().describe('One statement.'),
    params,
    advise: z.boolean().default(true).describe('Try indexes on a copy of the schema.'),
    database,
  }),
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('explain', { ...input, params: paramsOf(input.params), target: database.target }, call);
  },
});
