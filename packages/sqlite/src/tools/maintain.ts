import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const maintain = defineTool({
  name: 'maintain',
  title: 'Maintain',
  description: 'Check for damage, refresh planner statistics, shrink the file, empty the WAL, or rebuild indexes.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({
    action: z
      .enum([
        'integrity_check',
        'quick_check',
        'foreign_key_check',
        'analyze',
        'optimize',
        'vacuum',
        'checkpoint',
        'reindex',
      ])
      .describe('Task.'),
    database,
  }),
  async handler({ action, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.write('maintain', { action, target: database.target }, call);
  },
});
