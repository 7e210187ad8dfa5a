import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const search = defineTool({
  name: 'search',
  title: 'Search',
  description:
    'Find a text in all tables, or in one, without knowing its columns: words through full-text indexes (FTS5), best match first, and as it is (without regard to case) elsewhere. Any text is taken literally. Where the columns are known, use query.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    text: z.string(),
    table_name: z.string().optional(),
    limit: z.number().int().min(1).max(1_000).default(20),
    database,
  }),
  async handler({ text, table_name: table, limit, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('search', { text, table, limit, target: database.target, budget: call.budget }, call);
  },
});
