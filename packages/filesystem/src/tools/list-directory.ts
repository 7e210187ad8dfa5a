import { defineTool, fromCursor, pageInput, toCursor, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { namesData } from '../data.ts';
import { linesOf, listed } from '../present/list.ts';

export const listDirectory = defineTool({
  name: 'list_directory',
  title: 'List directory',
  description:
    'List one folder, a name per line: "name/" is a folder, "name -> target" a link. For sizes and times use list_directory_with_sizes, for everything below directory_tree.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path, ...pageInput({ default: 1000, max: 10_000 }) }),
  aliases: args.folderAliases,
  output: namesData,
  async handler({ path, limit, cursor }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : { name: fromCursor('list', cursor, z.string()), size: 0 };
    const { text, shown, total, next } = await files.run(
      'list',
      { path, sizes: false, sortBy: 'name', limit, after, budget: call.budget },
      call,
    );
    const nextCursor = next && toCursor('list', next.name);
    call.data?.({ entries: linesOf(text), total, ...(nextCursor !== undefined && { cursor: nextCursor }) });
    return listed(text, {
      shown,
      of: total,
      one: 'entry',
      many: 'entries',
      next: nextCursor,
    });
  },
});
