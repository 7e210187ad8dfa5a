import { defineTool, fromCursor, pageInput, toCursor, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { listed } from '../present/list.ts';

export const findEmpty = defineTool({
  name: 'find_empty',
  title: 'Find empty files and folders',
  description:
    'Find files of 0 bytes, and folders that hold nothing or only empty folders (the outermost is named, as "name/"). A folder that holds something excluded is not empty.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.folder,
    type: z.enum(['file', 'directory', 'both']).default('both').describe('What to look for.'),
    excludePatterns: args.excludePatterns,
    ...pageInput({ default: 1000, max: 10_000 }),
  }),
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('empty', cursor, z.string());
    const found = await files.run('findEmpty', { ...input, after, budget: call.budget }, call);
    const notes = [`${count(found.files, 'file')}, ${count(found.folders, 'folder')}`];
    if (found.unreadable > 0) notes.push(`${count(found.unreadable, 'folder')} could not be read`);
    if (found.overdue) notes.push('INCOMPLETE: stopped at the time limit; ask for a part of the folder');
    return listed(found.lines, {
      shown: found.lines.length,
      of: found.files + found.folders,
      one: 'entry',
      many: 'entries',
      notes,
      next: found.next && toCursor('empty', found.next),
    });
  },
});
