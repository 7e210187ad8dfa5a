import { defineTool, fromCursor, pageInput, toCursor, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';
import { listed } from '../present.ts';

const globs = (what: string) => z.array(z.string()).default([]).describe(what);

export const searchText = defineTool({
  name: 'search_text',
  title: 'Search text',
  description:
    'Find lines in the text files below a folder (or in one file), grouped by file with line numbers. The pattern is an RE2 regular expression unless literal is set. What .gitignore names and binary files are passed over.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    pattern: z.string(),
    literal: z.boolean().default(false),
    ignoreCase: z.boolean().default(false),
    include: globs('Only files that match a glob.'),
    excludePatterns: globs('Globs.'),
    context: z.number().int().min(0).max(20).default(0).describe('Lines around a match.'),
    filesOnly: z.boolean().default(false).describe('Only files and counts.'),
    gitignore: z.boolean().default(true),
    ...pageInput({ default: 200, max: 10_000 }),
  }),
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after =
      cursor === undefined ? undefined : fromCursor('text', cursor, z.object({ path: z.string(), line: z.number() }));
    const found = await files.run('searchText', { ...input, after, budget: call.budget }, call);
    const notes = [`in ${count(found.files, 'file')}`, `${count(found.searched, 'file')} searched`];
    if (found.skipped > 0)
      notes.push(
        `${count(found.skipped, 'binary, large or unreadable file', 'binary, large or unreadable files')} passed over`,
      );
    if (found.overdue) notes.push('stopped at the time limit');
    const { matches, text, next } = found;
    return listed(text, {
      shown: matches,
      one: 'match',
      many: 'matches',
      note: notes.join('; '),
      next: next && toCursor('text', next),
    });
  },
});
