import { defineTool, fromCursor, pageInput, toCursor, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

export const directoryTree = defineTool({
  name: 'directory_tree',
  title: 'Directory tree',
  description:
    'Show all that is below a folder, indented by depth. What .gitignore names is left out, such folders are shown closed; excludePatterns leaves out more.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    excludePatterns: z.array(z.string()).default([]).describe('Globs.'),
    maxDepth: z.number().int().min(1).max(100).default(100),
    gitignore: z.boolean().default(true),
    ...pageInput({ default: 2000, max: 50_000 }),
  }),
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('tree', cursor, z.string());
    const tree = await files.run('tree', { ...input, after, budget: call.budget }, call);
    const note = `${count(tree.folders, 'folder')}, ${count(tree.files, 'file')}${tree.overdue ? '; stopped at the time limit' : ''}`;
    return listed(tree.text, { shown: tree.shown, one: 'line', note, next: tree.next && toCursor('tree', tree.next) });
  },
});
