import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { database, queryAliases, rowOptions, sql } from '../arguments.ts';
import { askPage } from '../ask.ts';
import type { Context } from '../context.ts';
import { resultData } from '../data.ts';

/** Rows of a page. */
const limit = 100;

export const readQuery = defineTool({
  name: 'read_query',
  title: 'Read query',
  description: 'Run one SELECT; answers 100 rows as JSON objects. Prefer query.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ query: sql, cursor: rowOptions.cursor, database }),
  aliases: queryAliases,
  output: resultData,
  view: true,
  async handler({ query, cursor, database }, context: Context, call) {
    if (cursor !== undefined) {
      const position = context.cursors.get(cursor);
      if (position.sql.trim() !== query.trim())
        throw new ToolError('invalid', `The cursor "${cursor}" continues another query: ${position.sql.slice(0, 200)}`);
      return askPage(context, { ...position, limit }, call);
    }
    const { name } = context.databases.get(database);
    return askPage(context, { sql: query, objects: true, limit, cell: 1_000, database: name }, call);
  },
});
