import { defineTool, fromCursor, pageInput, toCursor, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { guessedNamesNote, listed } from '../present/list.ts';

export const listArchive = defineTool({
  name: 'list_archive',
  title: 'List archive',
  description:
    'List the entries of a zip file without extracting it, a line each: name, size, compressed size, date, and after "!" why extract_archive would refuse it.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ path: args.path, encoding: args.nameEncoding, ...pageInput({ default: 1000, max: 10_000 }) }),
  async handler({ path, encoding, limit, cursor }, { files }: Context, call) {
    const after = cursor === undefined ? 0 : fromCursor('archive', cursor, z.number().int().min(1));
    const found = await files.run('listArchive', { path, encoding, limit, after, budget: call.budget }, call);
    const { lines, entries, bytes, compressed, refused, guessedNames, overdue, next } = found;
    const ratio = compressed === 0 ? '' : ` (${(bytes / compressed).toFixed(1)}:1)`;
    const notes = [`${readableSize(bytes)} in ${readableSize(compressed)}${ratio}`];
    if (refused > 0) notes.push(`${count(refused, 'entry', 'entries')} would be refused`);
    if (guessedNames !== undefined) notes.push(guessedNamesNote(guessedNames));
    if (overdue) notes.push('INCOMPLETE: stopped at the time limit');
    return listed(lines, {
      shown: lines.length,
      of: entries,
      one: 'entry',
      many: 'entries',
      notes,
      next: next === undefined ? undefined : toCursor('archive', next),
    });
  },
});
