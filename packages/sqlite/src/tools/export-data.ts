import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf, sqlAliases } from '../arguments.ts';
import type { Context } from '../context.ts';
import { count, readableSize } from '../present/text.ts';

export const exportData = defineTool({
  name: 'export_data',
  title: 'Export data',
  description:
    'Write all rows of a SELECT, or the whole database as SQL, into a new file, compressed if its name ends in .gz.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string().describe('New file.'),
    sql: z.string().optional().describe('None for format sql.'),
    params: params.describe('As in query.'),
    format: z
      .enum(['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet', 'sql'])
      .optional()
      .describe("Default: by the file's name."),
    database,
  }),
  aliases: sqlAliases,
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    const { rows, bytes, format, notes } = await database.read(
      'exportData',
      { ...input, sql: input.sql, params: paramsOf(input.params), format: input.format, target: database.target },
      call,
    );
    return [`Wrote ${input.path}: ${count(rows, 'row')} as ${format}, ${readableSize(bytes)}`, ...notes].join('\n');
  },
});
