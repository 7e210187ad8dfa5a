import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const profileTable = defineTool({
  name: 'profile_table',
  title: 'Profile table',
  description:
    'Summarise the values of each column of a table: NULLs, different values, smallest, largest, average, most frequent ones. Use it to get to know data before writing a query; large tables are judged by their first 200,000 rows.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    table_name: z.string(),
    columns: z.array(z.string()).optional().describe('Only these.'),
    top: z.number().int().min(0).max(50).default(3).describe('How many frequent values.'),
    database,
  }),
  async handler({ table_name: table, columns, top, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('profile', { table, columns, top, target: database.target, budget: call.budget }, call);
  },
});
