import { defineTool, z } from '@mcp-reference/kit';
import { database, table, tableAliases } from '../arguments.ts';
import type { Context } from '../context.ts';

export const profileTable = defineTool({
  name: 'profile_table',
  title: 'Profile table',
  description:
    'Summarize the values of each column: NULLs, different values, range, average, most frequent. Large tables are sampled.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    table_name: table,
    columns: z.array(z.string()).max(2_000).optional().describe('Only these columns.'),
    top: z.number().int().min(0).max(50).default(3).describe('Frequent values per column.'),
    database,
  }),
  aliases: tableAliases,
  async handler({ table_name: name, columns, top, database: from }, { databases }: Context, call) {
    const database = databases.get(from);
    return database.read('profile', { table: name, columns, top, target: database.target, budget: call.budget }, call);
  },
});
