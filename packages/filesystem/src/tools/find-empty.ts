import { defineTool, fromCursor, pageInput, toCursor, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

export const findEmpty = defineTool({
  name: 'find_empty',
  title: 'Find empty files and folders',
  description:
    'Find files of 0 bytes, and folders that hold nothing or only empty folders (the outermost is named, as "name/"). Use it to find what can be cleaned up.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    type: z.enum(['file', 'directory', 'both']).default('both'),
    excludePatterns: z
      .array(z.string())
      .default([])
      .describe('Globs; what they name is not looked at, and is no emptiness.'),
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
      note: notes.join('; '),
      next: found.next && toCursor('empty', found.next),
    });
  },
});
