import { defineTool, z } from '@mcp-reference/kit';
import { database, params } from '../arguments.ts';
import type { Context } from '../context.ts';

export const explain = defineTool({
  name: 'explain',
  title: 'Explain',
  description:
    'Tell in words how SQLite would run a statement, without running it, and which indexes would change that: each is tried on a copy of the schema, and told only if the plan became better. Use it when a query is slow or was stopped.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ sql: z.string(), params, advise: z.boolean().default(true), database }),
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('explain', { ...input, target: database.target }, call);
  },
});
