import { defineTool, z } from '@mcp-reference/kit';
import { database, tableAliases } from '../arguments.ts';
import type { Context } from '../context.ts';

export const search = defineTool({
  name: 'search',
  title: 'Search',
  description:
    'Find a text in all tables, ignoring case; full-text indexes by words, best first. If you know the columns, use query.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    text: z.string().describe('Taken literally.'),
    table_name: z.string().optional().describe('Search only here.'),
    limit: z.number().int().min(1).max(1_000).default(20).describe('Matches.'),
    database,
  }),
  aliases: { ...tableAliases, query: 'text', pattern: 'text' },
  async handler({ text, table_name: table, limit, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('search', { text, table, limit, target: database.target, budget: call.budget }, call);
  },
});
