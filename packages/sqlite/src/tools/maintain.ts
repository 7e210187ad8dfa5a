import { defineTool, z } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';

export const maintain = defineTool({
  name: 'maintain',
  title: 'Maintain',
  description:
    'Check or tidy a database: integrity_check, quick_check and foreign_key_check look for damage; analyze and optimize renew the statistics that plans depend on; vacuum gives free pages back; checkpoint writes the WAL into the database; reindex rebuilds indexes.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({
    action: z.enum([
      'integrity_check',
      'quick_check',
      'foreign_key_check',
      'analyze',
      'optimize',
      'vacuum',
      'checkpoint',
      'reindex',
    ]),
    database,
  }),
  async handler({ action, database: name }, { databases }: Context, call) {
    const database = databases.get(name);
    return database.write('maintain', { action, target: database.target }, call);
  },
});
