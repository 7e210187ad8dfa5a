import { defineTool, fromCursor, pageInput, toCursor, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../operations/size.ts';
import { listed } from '../present.ts';

const position = z.object({ name: z.string(), size: z.number() });

export const listDirectoryWithSizes = defineTool({
  name: 'list_directory_with_sizes',
  title: 'List directory with sizes',
  description:
    'List one folder with the size of each file, and the total. For the size of all that is below, use disk_usage where it is offered.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    sortBy: z.enum(['name', 'size']).default('name'),
    ...pageInput({ default: 1000, max: 10_000 }),
  }),
  async handler({ path, sortBy, limit, cursor }, { files }: Context, call) {
    const kind = `sizes-${sortBy}`;
    const after = cursor === undefined ? undefined : fromCursor(kind, cursor, position);
    const {
      text,
      shown,
      total,
      folders,
      bytes = 0,
      next,
    } = await files.run('list', { path, sizes: true, sortBy, limit, after, budget: call.budget }, call);
    const sum = `${count(total - folders, 'file')} with ${readableSize(bytes)}, ${count(folders, 'folder')}`;
    return listed(text, {
      shown,
      of: total,
      one: 'entry',
      many: 'entries',
      note: sum,
      next: next && toCursor(kind, next),
    });
  },
});
