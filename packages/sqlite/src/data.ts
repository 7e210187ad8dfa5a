import { z } from '@mcp-reference/kit';

/** Answers as data, for programs and views. They say the same as the text. */

const columns = z.array(z.object({ name: z.string(), type: z.string().nullable() }));
const cursor = z.string().optional().describe('Continues the answer.');

export const resultData = z.object({
  columns: columns.describe('type is the declared one, null for an expression.'),
  rows: z.array(z.unknown()).describe('As in the text: an array per row, or an object.'),
  cursor,
});

export const databasesData = z.object({
  open: z.array(z.object({ name: z.string(), path: z.string().optional(), writable: z.boolean() })),
  others: z.array(z.object({ path: z.string(), size: z.number().describe('Bytes.') })),
  complete: z.boolean().describe('False if the folders hold more than could be searched.'),
});

export const tableNamesData = z.object({
  tables: z.array(z.object({ name: z.string(), kind: z.string() })),
  cursor,
});

export const tableData = z.object({
  name: z.string(),
  kind: z.string().describe('table, view or virtual table.'),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      notNull: z.boolean(),
      key: z.number().describe('Place in the primary key, from 1; 0 outside.'),
    }),
  ),
  foreignKeys: z.array(
    z.object({
      columns: z.array(z.string()),
      table: z.string(),
      to: z.array(z.string()).describe('Empty: its primary key.'),
    }),
  ),
  sql: z.string().optional(),
});

export const schemaData = z.object({ tables: z.array(tableData), cursor });

export const effectData = z.object({
  outcome: z.string().describe('done or dry run.'),
  statements: z.number(),
  rows: z.number().describe('Rows that changed, or would change.'),
  report: z.array(z.string()).describe('Changes by table, with samples.'),
  reasons: z.array(z.string()).describe('Why the write asks the user first.'),
});
