import { defineTool, z } from '@mcp-reference/kit';
import { database, table, tableAliases } from '../arguments.ts';
import type { Context } from '../context.ts';
import { tableData } from '../data.ts';
import { notesFor } from '../metadata.ts';

export const describeTable = defineTool({
  name: 'describe_table',
  title: 'Describe table',
  description: 'Describe one table or view, with its SQL. For all tables use describe_schema.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ table_name: table, database }),
  aliases: tableAliases,
  output: tableData,
  async handler({ table_name: name, database: from }, { databases, metadata }: Context, call) {
    const database = databases.get(from);
    const { text, table } = await database.read(
      'describeOne',
      { target: database.target, table: name, notes: notesFor(metadata, database.name) },
      call,
    );
    call.data?.({ ...table });
    return text;
  },
});
