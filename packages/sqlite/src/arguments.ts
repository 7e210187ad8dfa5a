import { ToolError, z } from '@mcp-reference/kit';
import type { Params } from './engine/bind.ts';

/** Arguments that several tools take. */
export const database = z.string().optional().describe('If several are open.');

export const table = z.string().describe('Table or view.');

export const sql = z.string().describe('One SELECT.');

/** Names that models try first, from other servers. */
export const sqlAliases = { query: 'sql', statement: 'sql', parameters: 'params', bindings: 'params' } as const;
export const queryAliases = { sql: 'query', statement: 'query' } as const;
export const tableAliases = { table: 'table_name', name: 'table_name' } as const;

/** Either form is plain JSON; a schema for both would be one that some hosts drop. */
export const params = z
  .unknown()
  .optional()
  .describe('List for ?, object for :name; {"$int":"…"}, {"$base64":"…"} are values.');

/**
 * The values of `params`, also if a host sends them as JSON text.
 * @throws ToolError `invalid` for anything but a list or an object.
 */
export function paramsOf(given: unknown): Params | undefined {
  if (given === undefined || given === null) return undefined;
  const value = typeof given === 'string' ? parsed(given) : given;
  if (typeof value === 'object' && value !== null) return value as Params;
  throw new ToolError('invalid', 'params: give a list such as [1,"a"] for ?, or an object such as {"id":1} for :id.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const limit = z.number().int().min(1).max(10_000).default(100).describe('Rows per page.');

export const rowOptions = {
  limit,
  cursor: z.string().optional().describe('Continues a result.'),
};
