import { defineTool, fromCursor, pageInput, toCursor, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import type { FoundText } from '../operations/search-text.ts';
import { leftOut, listed, stopped } from '../present/list.ts';

const position = z.object({ path: z.string(), line: z.number() });

export const searchText = defineTool({
  name: 'search_text',
  title: 'Search text',
  description:
    'Find lines in one text file of any size, or in the text files below a folder, grouped by file with line numbers. The pattern is an RE2 regular expression matched line by line, unless literal is set. Files that git ignores and binary files are left out. To find files by name use search_files.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string().describe('A file, or the folder to start from.'),
    pattern: z.string().describe('What to find.'),
    literal: args.literal,
    ignoreCase: args.ignoreCase,
    include: args.include,
    excludePatterns: args.excludePatterns,
    context: z.number().int().min(0).max(20).default(0).describe('Lines to show around each match.'),
    filesOnly: z.boolean().default(false).describe('Only files and their counts.'),
    gitignore: args.gitignore,
    encoding: args.encoding,
    ...pageInput({ default: 200, max: 10_000 }),
  }),
  aliases: {
    ...args.folderAliases,
    query: 'pattern',
    regex: 'pattern',
    glob: 'include',
    ignore_case: 'ignoreCase',
    context_lines: 'context',
    exclude: 'excludePatterns',
  },
  async handler({ cursor, ...input }, { files }: Context, call) {
    const after = cursor === undefined ? undefined : fromCursor('text', cursor, position);
    const found = await files.run('searchText', { ...input, after, budget: call.budget }, call);
    const unsearched = found.unsearched.length + found.moreUnsearched;
    return listed(found.text, {
      shown: found.matches,
      one: 'match',
      many: 'matches',
      where: `in ${count(found.files, 'file')}`,
      notes: [
        `${count(found.searched, 'file')} searched`,
        stopped(found.overdue),
        unsearched > 0 &&
          `${count(unsearched, 'file')} NOT searched: ${found.unsearched.join(', ')}${found.moreUnsearched > 0 ? ' ...' : ''}`,
        found.binary > 0 && `${count(found.binary, 'binary file')} left out`,
        found.unreadable > 0 && `${count(found.unreadable, 'folder')} could not be read`,
        found.matches === 0 && (leftOut(found.ignored) || noFileTaken(found, input)),
      ],
      next: found.next && toCursor('text', found.next),
    });
  },
});

/** Says that the globs, not the pattern, are why nothing was found. */
function noFileTaken(
  { searched, binary, unsearched, overdue }: FoundText,
  { include, path }: { include: readonly string[]; path: string },
): string | false {
  if (include.length === 0 || overdue || searched > 0 || binary > 0 || unsearched.length > 0) return false;
  return `no file below ${path} matches "include"; with "/" a glob is relative to path, and "**/" before it looks at any depth`;
}
