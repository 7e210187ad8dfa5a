import { defineTool, fromCursor, pageInput, toCursor, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { listed } from '../present/list.ts';

const position = z.object({ name: z.string(), size: z.number() });

export const listDirectoryWithSizes = defineTool({
  name: 'list_directory_with_sizes',
  title: 'List directory with sizes',
  description:
    'List one folder with the size of each file and the total, by name, size (largest first) or time (newest first).',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.path,
    sortBy: z.enum(['name', 'size', 'modified']).default('name').describe('The order; "modified" shows the times.'),
    ...pageInput({ default: 1000, max: 10_000 }),
  }),
  aliases: { ...args.folderAliases, sort_by: 'sortBy', sort: 'sortBy' },
  async handler({ path, sortBy, limit, cursor }, { files }: Context, call) {
    const kind = `sizes-${sortBy}`;
    const after = cursor === undefined ? undefined : fromCursor(kind, cursor, position);
    const listing = await files.run('list', { path, sizes: true, sortBy, limit, after, budget: call.budget }, call);
    const { text, shown, total, files: regular, folders, bytes = 0, next } = listing;
    const others = total - regular - folders;
    const sum = [
      `${count(regular, 'file')} with ${readableSize(bytes)}`,
      count(folders, 'folder'),
      ...(others > 0 ? [count(others, 'link or other entry', 'links and other entries')] : []),
    ].join(', ');
    return listed(text, {
      shown,
      of: total,
      one: 'entry',
      many: 'entries',
      notes: [sum],
      next: next && toCursor(kind, next),
    });
  },
});
