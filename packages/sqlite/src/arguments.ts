import { z } from '@mcp-reference/kit';

/** Arguments that several tools take. */
export const database = z.string().optional().describe('Name from list_databases; not needed when one is open.');

export const values = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]);

export const params = values
  .optional()
  .describe(
    'Values for ? (a list) or :name (an object). {"$int":"digits"} and {"$base64":"…"} for what JSON cannot say.',
  );

export const rowOptions = {
  limit: z.number().int().min(1).max(10_000).default(100).describe('Rows on a page.'),
  cursor: z.string().optional().describe('Continues a result; nothing else is needed with it.'),
};
