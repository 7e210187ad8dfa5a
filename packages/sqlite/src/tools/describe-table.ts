import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const describeTable = defineTool({
  name: 'describe_table',
  title: 'Describe table',
  description:
    'Describe one table or view: columns, keys, indexes, triggers, row count, and the SQL that made it. For all tables in one call use describe_schema.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ table_name: z.string(), database }),
  async handler({ table_name: table, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.read('describeOne', { target: database.target, table }, call);
  },
});
