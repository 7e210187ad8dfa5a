import { defineTool, namedByUser, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { databasesData } from '../data.ts';
import { count, readableSize } from '../present/text.ts';
import { addressOf } from '../resources.ts';

export const listDatabases = defineTool({
  name: 'list_databases',
  title: 'List databases',
  description: 'List open databases, and others that open_database can open.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  output: databasesData,
  alwaysData: true,
  async handler(_input, { databases }: Context, call) {
    const open = databases.all.map(({ name, target: { path, writable } }) => ({
      name,
      path,
      writable: writable && databases.writable,
    }));
    const { found: others, complete } = databases.hasFolders
      ? await databases.files.run('findDatabases', { limit: 200, known: open.flatMap(({ path }) => path ?? []) }, call)
      : { found: [], complete: true };
    call.data?.({ open, others, complete });
    for (const { name } of open)
      call.link?.({ uri: addressOf(name, 'schema'), name: `${name} schema`, mimeType: 'text/plain' });
    const lines = open.map(
      ({ name, path, writable }) =>
        `${visible(name)}${path === undefined ? '' : `  ${visible(path)}`}${writable ? '' : '  read-only'}`,
    );
    const rest = others.map(({ path, size }) => `${visible(path)}  ${readableSize(size)}`);
    const head = `[${count(open.length, 'database')} open${others.length > 0 ? `, ${others.length.toLocaleString('en-US')} to open` : ''}${complete ? '' : '; the folders hold more than was searched'}]`;
    // A file in an allowed folder can have a stranger's name.
    if (!databases.hasFolders) call.label(namedByUser);
    return [head, ...lines, ...(rest.length > 0 ? ['not open:', ...rest] : [])].join('\n');
  },
});
