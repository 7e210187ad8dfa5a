import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { database, params, rowOptions } from '../arguments.ts';
import { askPage } from '../ask.ts';
import type { Context } from '../context.ts';

export const query = defineTool({
  name: 'query',
  title: 'Query',
  description:
    'Run one SELECT (also WITH, VALUES, EXPLAIN, or a PRAGMA that only tells something) with parameters. The answer is a header with the columns, then a JSON array per row (or an object with rows: "objects"); REALs have a point, long values are cut with their length. What does not fit continues with the cursor that the header names, so no LIMIT is needed. To change data use execute, where it is offered.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql: z.string().optional().describe('Required without cursor.'),
    params,
    rows: z.enum(['arrays', 'objects']).default('arrays'),
    max_cell: z.number().int().min(20).max(1_000_000).default(1_000).describe('Characters before a value is cut.'),
    ...rowOptions,
    database,
  }),
  async handler({ sql, cursor, params, rows, max_cell: cell, limit, database }, context: Context, call) {
    if (cursor !== undefined) {
      const position = context.cursors.get(cursor);
      return askPage(context, { ...position, limit }, call);
    }
    if (sql === undefined) throw new ToolError('invalid', '"sql" is needed, or a cursor.');
    const { name } = context.databases.get(database);
    return askPage(context, { sql, params, objects: rows === 'objects', limit, cell, database: name }, call);
  },
});
