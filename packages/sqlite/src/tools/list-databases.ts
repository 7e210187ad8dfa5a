import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../text.ts';

export const listDatabases = defineTool({
  name: 'list_databases',
  title: 'List databases',
  description:
    'List the databases that are open, and others in the allowed folders, which open_database opens. The names are what "database" takes in other tools.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  output: z.object({
    open: z.array(z.object({ name: z.string(), path: z.string().optional(), writable: z.boolean() })),
    others: z.array(z.object({ path: z.string(), size: z.number() })),
    complete: z.boolean().describe('Whether all folders were searched.'),
  }),
  async handler(_input, { databases }: Context, call) {
    const open = databases.all.map(({ name, target: { path, writable } }) => ({
      name,
      ...(path !== undefined && { path }),
      writable: writable && databases.writable,
    }));
    if (!databases.hasFolders) return { open, others: [], complete: true };
    const { found, complete } = await databases.files.run('findDatabases', { limit: 200 }, call);
    const known = new Set(open.map(({ path }) => path));
    return { open, others: found.filter(({ path }) => !known.has(path)), complete };
  },
  render({ open, others, complete }) {
    const lines = open.map(
      ({ name, path, writable }) => `${name}${path === undefined ? '' : `  ${path}`}${writable ? '' : '  read-only'}`,
    );
    const rest = others.map(({ path, size }) => `${path}  ${readableSize(size)}`);
    const head = `[${count(open.length, 'database')} open${others.length > 0 ? `, ${others.length.toLocaleString('en-US')} to open` : ''}${complete ? '' : '; the folders hold more than could be searched'}]`;
    return [head, ...lines, ...(rest.length > 0 ? ['not open:', ...rest] : [])].join('\n');
  },
});
