import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const importData = defineTool({
  name: 'import_data',
  title: 'Import data',
  description:
    'Read CSV, TSV, JSON or NDJSON from a file in the allowed folders (or from content) into a new table, whose types fit every value, or into an existing one. Shows first what it would do; dry_run: false imports, all or nothing.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string().optional(),
    content: z.string().optional().describe('Instead of path.'),
    table_name: z.string(),
    format: z.enum(['csv', 'tsv', 'json', 'ndjson']).optional().describe('Default: by the name of the file.'),
    delimiter: z.string().length(1).optional(),
    header: z.boolean().default(true).describe('Whether the first row has the names.'),
    on_error: z.enum(['abort', 'skip']).default('abort').describe('skip leaves out rows that do not fit.'),
    dry_run: z.boolean().default(true),
    database,
  }),
  async handler(input, { databases }: Context, call) {
    const database = databases.get(input.database);
    const { path, content, format, delimiter, header } = input;
    const params = { path, content, format, delimiter, header, table: input.table_name, onError: input.on_error };
    return input.dry_run
      ? database.read('importData', { ...params, dryRun: true, target: database.target }, call)
      : database.write('importData', { ...params, dryRun: false, target: database.target }, call);
  },
});
