import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import { change } from '../change.ts';
import type { Context } from '../context.ts';

export const writeQuery = defineTool({
  name: 'write_query',
  title: 'Write query',
  description: 'Run one INSERT, UPDATE or DELETE. For parameters, several statements, or a dry run use execute.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({ query: z.string(), database }),
  handler: ({ query, database }, context: Context, call) =>
    change(context, { sql: query, dryRun: false, only: '', database }, call),
});
