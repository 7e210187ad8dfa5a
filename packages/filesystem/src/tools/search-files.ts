import { defineTool, fromCursor, pageInput, toCursor, ToolError, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { namesData } from '../data.ts';
import type { FoundFiles } from '../operations/search-files.ts';
import { leftOut, linesOf, listed, stopped } from '../present/list.ts';

const bytes = (what: string) => z.number().int().min(0).optional().describe(what);

export const searchFiles = defineTool({
  name: 'search_files',
  title: 'Search files',
  description:
    'Find files and folders by name below a folder: a glob ("**/*.ts", "*.md,*.txt", "src/**"), or a bare word that is part of the name in any case. To look inside files use search_text.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.folder,
    pattern: z.string().describe('Relative to path; without "/" it is matched against names at any depth.'),
    excludePatterns: args.excludePatterns,
    type: z.enum(['file', 'directory']).optional().describe('Only these.'),
    modifiedAfter: z.string().optional().describe('ISO date or time.'),
    minSize: bytes('Bytes.'),
    maxSize: bytes('Bytes.'),
    sortBy: z
      .enum(['path', 'modified', 'size'])
      .default('path')
      .describe('modified: newest first; size: largest first.'),
    gitignore: z.boolean().default(false).describe('Leave out what git ignores.'),
    ...pageInput({ default: 1000, max: 10_000 }),
  }),
  aliases: {
    ...args.folderAliases,
    sort_by: 'sortBy',
    sort: 'sortBy',
    glob: 'pattern',
    query: 'pattern',
    name: 'pattern',
  },
  output: namesData,
  async handler({ cursor, modifiedAfter, ...input }, { files }: Context, call) {
    const sorted = input.sortBy !== 'path';
    const kind = `files-${input.sortBy}`;
    const found = await files.run(
      'searchFiles',
      {
        ...input,
        modifiedAfter: modifiedAfter === undefined ? undefined : moment(modifiedAfter),
        ...(cursor !== undefined &&
          (sorted
            ? { offset: fromCursor(kind, cursor, z.number().int().min(1)) }
            : { after: fromCursor(kind, cursor, z.string()) })),
        budget: call.budget,
      },
      call,
    );
    const position = sorted ? found.nextOffset : found.next;
    const nextCursor = position === undefined ? undefined : toCursor(kind, position);
    call.data?.({ entries: linesOf(found.text), ...(nextCursor !== undefined && { cursor: nextCursor }) });
    return listed(found.text, {
      shown: found.shown,
      one: 'match',
      many: 'matches',
      notes: [
        `${count(found.visited, 'entry', 'entries')} searched`,
        found.unreadable > 0 && `${count(found.unreadable, 'folder')} could not be read`,
        stopped(found.overdue),
        found.shown === 0 && cursor === undefined && hint(found, input),
      ],
      next: nextCursor,
    });
  },
});

/** Returns a likely reason why a pattern matches nothing. */
function hint(found: FoundFiles, { pattern, path }: { pattern: string; path: string }): string | false {
  if (found.otherCase > 0)
    return `${count(found.otherCase, 'entry matches', 'entries match')} in another case; case counts in a pattern`;
  const ignored = leftOut(found.ignored);
  if (ignored !== false) return ignored;
  if (pattern.includes('/') && !pattern.startsWith('**'))
    return `the pattern is relative to ${path}; "**/" before it looks at any depth`;
  return false;
}

function moment(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new ToolError('invalid', `"modifiedAfter" is not an ISO date such as 2026-01-31: "${text}".`);
  return time;
}
