import { defineTool, ToolError, z, type Call } from '@mcp-reference/kit';
import { database } from '../arguments.ts';
import type { Context } from '../context.ts';
import type { Database } from '../databases/database.ts';
import { openFile } from '../open-file.ts';

export const manageDatabase = defineTool({
  name: 'manage_database',
  title: 'Manage database',
  description: "Create a database file, close a database, or replace its content by a backup's.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    action: z.enum(['create', 'close', 'restore']).describe('Task.'),
    path: z.string().optional().describe('New file, or backup.'),
    database,
  }),
  confirms: true,
  async handler({ action, path, database: name }, context: Context, call) {
    const { databases } = context;
    if (action === 'close') return close(databases.get(name), context, call);
    if (path === undefined) throw new ToolError('invalid', `"${action}" needs "path".`);
    if (action === 'restore') return restore(databases.get(name), path, context, call);
    await databases.files.run('createDatabase', { path }, call);
    const made = await openFile(path, databases, call);
    return `Created and opened "${made.name}"`;
  },
});

async function close(database: Database, { databases }: Context, call: Call): Promise<string> {
  if (database.inMemory)
    await call.confirm(`Close the database "${database.name}", which exists in memory only, and lose its content.`);
  databases.forget(database);
  return `Closed "${database.name}"`;
}

async function restore(database: Database, path: string, { rules }: Context, call: Call): Promise<string> {
  const attempt = (agreedAt?: string) =>
    database.write(
      'restore',
      { path, agreedAt, target: database.target, undo: rules.undo, backup: rules.backupBefore },
      call,
    );
  const { before, after, state } = await attempt();
  await call.confirm(
    `Replace the content of the database "${database.name}" (${before}) by that of ${JSON.stringify(path)} (${after}).`,
    { state },
  );
  const { notes } = await attempt(state);
  return [`[restored ${database.name}: ${after}, ${before} before`, ...notes].join('; ') + ']';
}
