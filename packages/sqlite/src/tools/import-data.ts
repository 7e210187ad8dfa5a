import { defineTool, z } from '@mcp-reference/kit';
import { database, tableAliases } from '../arguments.ts';
import type { Context } from '../context.ts';
import { shownText } from '../present/text.ts';

export const importData = defineTool({
  name: 'import_data',
  title: 'Import data',
  description:
    'Import CSV, TSV, JSON, NDJSON (also .gz), xlsx or Parquet into a new or existing table. Previews unless dry_run is false.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({
    path: z.string().optional().describe('File to read.'),
    content: z.string().optional().describe('Text instead of a path.'),
    table_name: z.string().describe('Created if missing.'),
    format: z
      .enum(['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet'])
      .optional()
      .describe("Default: by the file's name."),
    header: z.boolean().default(true).describe('First row has names.'),
    types: z.record(z.string(), z.string()).optional().describe('Such as {"price":"REAL"}.'),
    delimiter: z.string().length(1).optional().describe('One character.'),
    encoding: z.string().optional().describe('Such as windows-1252.'),
    decimal: z.enum(['.', ',']).default('.').describe('Decimal sign.'),
    nulls: z.array(z.string()).max(50).optional().describe('Texts for NULL.'),
    skip_lines: z.number().int().min(0).max(10_000).default(0).describe('Lines before the header.'),
    sheet: z.string().optional().describe('Sheet of a workbook.'),
    on_error: z.enum(['abort', 'skip', 'pad']).default('abort').describe('For rows that do not fit.'),
    dry_run: z.boolean().default(true).describe('Only preview.'),
    database,
  }),
  aliases: tableAliases,
  async handler({ database: name, types = {}, nulls = [], ...input }, { databases, rules }: Context, call) {
    const { table_name: table, skip_lines: skipLines, on_error: onError, dry_run: dryRun, ...reading } = input;
    const { path, content, format, delimiter, encoding, sheet } = reading;
    const database = databases.get(name);
    const { target } = database;
    const limits = { undo: rules.undo, confirmRows: rules.confirmRows };
    const file = { ...reading, path, content, format, delimiter, encoding, sheet, nulls, skipLines };
    const attempt = (agreedAt?: string) =>
      database.write('importData', { ...file, ...limits, table, types, onError, dryRun, agreedAt, target }, call);
    const first = await attempt();
    if (first.asks === undefined) return first.text;
    await call.confirm(
      `Import into the table ${shownText(JSON.stringify(table), 80)} of ${shownText(JSON.stringify(database.name), 80)} and ${first.asks}.`,
      { state: first.state },
    );
    return (await attempt(first.state)).text;
  },
});
