import { defineTool, fromCursor, pageInput, toCursor, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { listed } from '../present/list.ts';

const position = z.object({ freed: z.number(), first: z.string(), path: z.string() });

export const findDuplicates = defineTool({
  name: 'find_duplicates',
  title: 'Find duplicate files',
  description:
    'Find files below a folder that have the same content, those that waste most space first. Hard links to one file count once. Nothing is changed.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.folder,
    minSize: z.number().int().min(0).default(1).describe('Smallest file to compare, in bytes.'),
    excludePatterns: args.excludePatterns,
    ...pageInput({ default: 500, max: 10_000 }),
  }),
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('duplicates', cursor, position);
    const found = await files.run('findDuplicates', { ...input, after, budget: call.budget }, call);
    const notes = [`${count(found.groups, 'group')}, ${readableSize(found.freed)} can be freed by keeping one of each`];
    if (found.unreadable > 0)
      notes.push(`${count(found.unreadable, 'file or folder', 'files and folders')} could not be read`);
    if (found.overdue)
      notes.push(
        `INCOMPLETE: stopped at the time limit${found.unseen ? ' before all files were seen' : ''}, ${count(found.uncompared, 'file')} of equal size not compared`,
      );
    return listed(found.lines, {
      shown: found.shown,
      of: found.files,
      one: 'file',
      notes,
      next: found.next && toCursor('duplicates', found.next),
    });
  },
});
