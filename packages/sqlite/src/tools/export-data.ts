import { defineTool, z } from '@mcp-reference/kit';
import { database, params, paramsOf, sql } from '../arguments.ts';
import type { Context } from '../context.ts';
import { count, readableSize } from '../text.ts';

export const exportData = defineTool({
  name: 'export_data',
  title: 'Export data',
  description:
    'Write the whole result of a SELECT into a new CSV, TSV, JSON or NDJSON file. To look at rows use query.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string().describe('New file.'),
    sql,
    params,
    format: z.enum(['csv', 'tsv', 'json', 'ndjson']).optional().describe("Default: by the file's name."),
    database,
  }),
  async handler({ database: name, ...input }, { databases }: Context, call) {
    const database = databases.get(name);
    const { rows, bytes, format } = await database.read(
      'exportData',
      { ...input, params: paramsOf(input.params), format: input.format, target: database.target },
      call,
    );
    return `Wrote ${input.path}: ${count(rows, 'row')} as ${format}, ${readableSize(bytes)}`;
  },
});
