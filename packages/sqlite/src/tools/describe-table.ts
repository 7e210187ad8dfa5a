import { defineTool, fromCursor, toCursor, z } from '@mcp-reference/kit';
import { database, table, tableAliases } from '../arguments.ts';
import type { Context } from '../context.ts';
import { tableData } from '../data.ts';
import { notesFor } from '../metadata.ts';

export const describeTable = defineTool({
  name: 'describe_table',
  title: 'Describe table',
  description: 'Describe one table or view, with its SQL. For all tables use describe_schema.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    table_name: table,
    cursor: z.string().optional().describe('Continues an answer.'),
    database,
  }),
  aliases: tableAliases,
  output: tableData,
  async handler({ table_name: name, cursor, database: from }, { databases, metadata }: Context, call) {
    const database = databases.get(from);
    const skip = cursor === undefined ? 0 : fromCursor('table', cursor, z.number().int().min(0));
    const notes = notesFor(metadata, database.name);
    const { text, next, table } = await database.read(
      'describeOne',
      { target: database.target, table: name, notes, skip, budget: call.budget },
      call,
    );
    call.data?.({ ...table });
    return next === undefined ? text : text.replace(']', `; more with cursor ${toCursor('table', next)}]`);
  },
});
