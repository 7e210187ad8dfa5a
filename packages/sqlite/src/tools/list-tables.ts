import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import { tableNamesData } from '../data.ts';

export const listTables = defineTool({
  name: 'list_tables',
  title: 'List tables',
  description: 'List the names of all tables and views. describe_schema shows their columns too.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ database }),
  output: tableNamesData,
  async handler({ database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const { text, tables } = await database.read('listTables', { target: database.target }, call);
    call.data?.({ tables });
    return text;
  },
});
