import { ToolError } from '@mcp-reference/kit';
import { z } from '@mcp-reference/kit/zod';
import type { Metadata } from './metadata.ts';

const table = z.object({
  description: z.string().optional(),
  columns: z.record(z.string(), z.string()).optional(),
  hidden: z.boolean().optional(),
  masked: z.array(z.string()).optional(),
});

const query = z.object({
  sql: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  params: z.union([z.array(z.string()), z.record(z.string(), z.string())]).optional(),
  write: z.boolean().optional(),
});

const database = z.object({
  tables: z.record(z.string(), table).optional(),
  queries: z.record(z.string(), z.union([z.string(), query])).optional(),
});

/** The parts of datasette's metadata.json that are used, and `masked`. Other keys are ignored. */
const metadata = z.object({ databases: z.record(z.string(), database).optional() });

/**
 * Reads the text of the file.
 * @throws ToolError `invalid` for text that is not JSON of that form.
 */
export function parseMetadata(text: string): Metadata {
  try {
    const { databases = {} } = metadata.parse(JSON.parse(text.replace(/^\ufeff/, '')));
    const entries = Object.entries(databases);
    return {
      tables: new Map(entries.map(([name, { tables = {} }]) => [name, tables])),
      queries: entries.flatMap(([name, { queries = {} }]) =>
        Object.entries(queries).map(([key, value]) => ({
          ...(typeof value === 'string' ? { sql: value } : value),
          database: name,
          name: key,
        })),
      ),
    };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new ToolError('invalid', `The file of --metadata cannot be used: ${reason}`, { cause: error });
  }
}
