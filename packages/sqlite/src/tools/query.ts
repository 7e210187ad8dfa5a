import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { database, params, paramsOf, rowOptions, sqlAliases } from '../arguments.ts';
import { askPage } from '../ask.ts';
import { attachments } from '../attachments.ts';
import type { Context } from '../context.ts';
import { resultData } from '../data.ts';

export const query = defineTool({
  name: 'query',
  title: 'Query',
  description:
    'Run one SELECT (also WITH, VALUES, EXPLAIN, or a PRAGMA that only reads). Answers the columns, then a JSON array per row, and a cursor if more follows. To change data use execute.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    sql: z.string().optional().describe('Required without cursor.'),
    params,
    rows: z.enum(['arrays', 'objects']).default('arrays').describe('Form of a row.'),
    max_cell: z.number().int().min(20).max(1_000_000).default(1_000).describe('Characters per value.'),
    ...rowOptions,
    database,
    attach: z.array(z.string()).max(8).optional().describe('Databases to read as name.table.'),
  }),
  aliases: sqlAliases,
  output: resultData,
  view: true,
  async handler({ sql, cursor, params, rows, max_cell: cell, limit, database, attach }, context: Context, call) {
    if (cursor !== undefined) {
      const position = context.cursors.get(cursor);
      return askPage(context, { ...position, limit }, call);
    }
    if (sql === undefined) throw new ToolError('invalid', 'Give "sql", or a "cursor" from an earlier answer.');
    const { name } = context.databases.get(database);
    return askPage(
      context,
      {
        sql,
        params: paramsOf(params),
        objects: rows === 'objects',
        limit,
        cell,
        database: name,
        attach: attachments(context, attach),
      },
      call,
    );
  },
});
