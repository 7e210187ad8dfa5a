import { ToolError, z } from '@mcp-reference/kit';
import type { TableNotes } from './operations/schema.ts';

const table = z.object({
  description: z.string().optional(),
  columns: z.record(z.string(), z.string()).optional(),
});

/** Descriptions of tables and columns, in the form of datasette's metadata.json. Other keys are left alone. */
const metadata = z.object({
  databases: z.record(z.string(), z.object({ tables: z.record(z.string(), table).optional() })).optional(),
});

/** Notes by the name of the database, with and without its ending. */
export type Notes = ReadonlyMap<string, TableNotes>;

/** @throws ToolError `invalid` for text that is not JSON of that form. */
export function parseNotes(text: string): Notes {
  try {
    const { databases = {} } = metadata.parse(JSON.parse(text));
    return new Map(Object.entries(databases).map(([name, { tables = {} }]) => [name, tables]));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new ToolError('invalid', `The file of --metadata cannot be used: ${reason}`, { cause: error });
  }
}

export const notesFor = (notes: Notes, database: string): TableNotes | undefined =>
  notes.get(database) ?? notes.get(database.replace(/\.[^.]*$/, ''));
