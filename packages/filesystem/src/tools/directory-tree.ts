import { defineTool, fromCursor, pageInput, toCursor, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { namesData } from '../data.ts';
import { leftOut, linesOf, listed, stopped } from '../present/list.ts';

export const directoryTree = defineTool({
  name: 'directory_tree',
  title: 'Directory tree',
  description:
    'Show everything below a folder, indented by depth. Files that git ignores are left out and folders that it ignores are shown closed. To find files by name use search_files.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.folder,
    excludePatterns: args.excludePatterns,
    maxDepth: z.number().int().min(1).max(100).default(100).describe('How many levels to open.'),
    gitignore: args.gitignore,
    ...pageInput({ default: 2000, max: 50_000 }),
  }),
  aliases: { ...args.folderAliases, max_depth: 'maxDepth', depth: 'maxDepth' },
  output: namesData,
  view: true,
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('tree', cursor, z.string());
    const tree = await files.run('tree', { ...input, after, budget: call.budget }, call);
    const nextCursor = tree.next && toCursor('tree', tree.next);
    call.data?.({ entries: linesOf(tree.text), ...(nextCursor !== undefined && { cursor: nextCursor }) });
    return listed(tree.text, {
      shown: tree.shown,
      one: 'line',
      notes: [
        `${count(tree.folders, 'folder')}, ${count(tree.files, 'file')}`,
        stopped(tree.overdue),
        tree.shown === 0 && leftOut(tree.ignored),
      ],
      next: nextCursor,
    });
  },
});
