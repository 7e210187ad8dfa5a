import { defineTool, fromCursor, toCursor, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import { schemaData } from '../data.ts';
import { notesFor } from '../metadata.ts';

export const describeSchema = defineTool({
  name: 'describe_schema',
  title: 'Describe schema',
  description: 'Describe all tables and views: columns, types, keys, indexes, triggers, row counts. Start here.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    pattern: z.string().optional().describe('Tables to show, with * and ?.'),
    detail: z.enum(['names', 'columns', 'ddl']).default('columns').describe('ddl: their SQL.'),
    cursor: z.string().optional().describe('Continues an answer.'),
    database,
  }),
  output: schemaData,
  view: true,
  async handler({ pattern, detail, cursor, database: name }, { databases, metadata }: Context, call) {
    const database = databases.get(name);
    const skip = cursor === undefined ? 0 : fromCursor('schema', cursor, z.number().int().min(0));
    const { text, next, tables } = await database.read(
      'describeSchema',
      { target: database.target, pattern, detail, skip, budget: call.budget, notes: notesFor(metadata, database.name) },
      call,
    );
    call.data?.({ tables, ...(next !== undefined && { cursor: toCursor('schema', next) }) });
    return next === undefined ? text : text.replace(/ left\]/, ` left, more with cursor ${toCursor('schema', next)}]`);
  },
});
