import { defineTool, fromCursor, toCursor, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import { tableNamesData } from '../data.ts';

export const listTables = defineTool({
  name: 'list_tables',
  title: 'List tables',
  description: 'List the names of all tables and views. describe_schema shows their columns too.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ cursor: z.string().optional().describe('Continues an answer.'), database }),
  output: tableNamesData,
  async handler({ cursor, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    const skip = cursor === undefined ? 0 : fromCursor('tables', cursor, z.number().int().min(0));
    const { text, next, tables } = await database.read(
      'listTables',
      { target: database.target, skip, budget: call.budget },
      call,
    );
    const more = next === undefined ? undefined : toCursor('tables', next);
    call.data?.({ tables, ...(more !== undefined && { cursor: more }) });
    return more === undefined ? text : text.replace(' left]', ` left, more with cursor ${more}]`);
  },
});
