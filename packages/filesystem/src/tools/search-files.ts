import { defineTool, fromCursor, pageInput, toCursor, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

const bytes = z.number().int().min(0).optional();

export const searchFiles = defineTool({
  name: 'search_files',
  title: 'Search files',
  description:
    'Find files and folders below a folder by name: a glob ("**/*.ts", "*.md"), or a bare word that is part of the name. Answers paths relative to it. To look into files use search_text.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    pattern: z.string(),
    excludePatterns: z.array(z.string()).default([]).describe('Globs.'),
    type: z.enum(['file', 'directory']).optional(),
    modifiedAfter: z.string().optional().describe('ISO date.'),
    minSize: bytes,
    maxSize: bytes,
    gitignore: z.boolean().default(false).describe('Leave out what .gitignore names.'),
    ...pageInput({ default: 1000, max: 10_000 }),
  }),
  async handler({ cursor, modifiedAfter, ...input }, { files }: Context, call) {
    const found = await files.run(
      'searchFiles',
      {
        ...input,
        modifiedAfter: modifiedAfter === undefined ? undefined : moment(modifiedAfter),
        after: cursor === undefined ? undefined : fromCursor('files', cursor, z.string()),
        budget: call.budget,
      },
      call,
    );
    const notes = [`${count(found.visited, 'entry', 'entries')} searched`];
    if (found.unreadable > 0) notes.push(`${count(found.unreadable, 'folder')} could not be read`);
    if (found.overdue) notes.push('stopped at the time limit');
    return listed(found.text, {
      shown: found.shown,
      one: 'match',
      many: 'matches',
      note: notes.join('; '),
      next: found.next && toCursor('files', found.next),
    });
  },
});

function moment(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new ToolError('invalid', `"modifiedAfter" is not an ISO date such as 2026-01-31: "${text}".`);
  return time;
}
