import { defineTool, z, count } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import { notKeptNote } from '../present/consent.ts';
import type { Context } from '../context.ts';
import { replacementData } from '../data.ts';
import { leftOut, listed, stopped } from '../present/list.ts';

export const replaceText = defineTool({
  name: 'replace_text',
  title: 'Replace text',
  description:
    'Search and replace (plain text or RE2 regex, line by line) in one file or every file under a folder. Previews a count per file by default; set dryRun: false to write. Line ends and encodings stay as they are. For a precise change in one file use edit_file.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    path: z.string().describe('A file, or the folder to start from.'),
    pattern: z.string().describe('As in search_text.'),
    replacement: z.string().describe('$1 or ${name} is a group and $$ a dollar sign, unless literal is set.'),
    literal: args.literal,
    ignoreCase: args.ignoreCase,
    include: args.include,
    excludePatterns: args.excludePatterns,
    gitignore: args.gitignore,
    encoding: args.encoding,
    diff: z.boolean().default(false).describe('Show the changed lines, not only counts.'),
    dryRun: z.boolean().default(true).describe('Only preview.'),
  }),
  aliases: {
    ...args.folderAliases,
    find: 'pattern',
    search: 'pattern',
    replace: 'replacement',
    dry_run: 'dryRun',
    exclude: 'excludePatterns',
  },
  output: replacementData,
  view: true,
  async handler(input, { files }: Context, call) {
    const done = await files.run('replaceText', { ...input, budget: call.budget }, call);
    const { replacements, files: changed, lines } = done;
    call.data?.({ path: input.path, replacements, files: changed, dryRun: input.dryRun, lines });
    const failed = done.failed.length + done.moreFailed;
    const notes = [
      input.dryRun ? 'preview, nothing was written' : done.replacements > 0 ? 'written' : 'nothing was written',
      stopped(done.overdue),
      done.unlisted > 0 && `${count(done.unlisted, 'file')} not listed here`,
      failed > 0 &&
        `${count(failed, 'file')} could not be changed: ${done.failed.join(' ')}${done.moreFailed > 0 ? ' ...' : ''}`,
      done.binary > 0 && `${count(done.binary, 'binary file')} left out`,
      done.unreadable > 0 && `${count(done.unreadable, 'folder')} could not be read`,
      done.replacements === 0 && leftOut(done.ignored),
      notKeptNote(done.notKept),
    ];
    return listed(done.lines, {
      shown: done.replacements,
      one: 'replacement',
      where: `in ${count(done.files, 'file')}`,
      notes,
    });
  },
});
