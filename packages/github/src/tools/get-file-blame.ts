import { defineTool, fromCursor, ToolError, toCursor, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { afterPaging, aliases, positive, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { readBlame } from '../operations/content/blame.ts';
import { fileText } from '../operations/content/entry.ts';
import { known, login, minute, plain, quoted } from '../present/text.ts';

export const getFileBlame = defineTool({
  name: 'get_file_blame',
  title: 'Get file blame',
  description: 'Show which commit last changed each line of a file.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    path: z.string(),
    ref: z.string().optional().describe('Branch, tag or commit.'),
    start_line: positive().optional().describe('First line.'),
    end_line: positive().optional(),
    ...afterPaging,
  }),
  async handler(
    { owner, repo, path, ref = 'HEAD', start_line = 1, end_line = Infinity, after, perPage = 100 },
    { github }: Context,
    call,
  ) {
    if (start_line > end_line)
      throw new ToolError('invalid', `start_line ${start_line} is after end_line ${end_line}.`);
    const { object, ref: shown } = await readBlame(github, { owner, repo, ref, path }, call);
    const all = (object.blame ?? object.target?.blame ?? object.target?.target?.blame)?.ranges ?? [];
    // GitHub blames a file that is not there as it blames an empty one.
    if (all.length === 0)
      await fileText(github, { owner, repo, path, ref: shown === 'HEAD' ? undefined : shown }, call);
    const last = all.at(-1)?.endingLine ?? 0;
    if (start_line > Math.max(last, 1))
      throw new ToolError('invalid', `${plain(path)} ends at line ${last}; line ${start_line} does not exist.`);
    const lines = all.filter((range) => range.endingLine >= start_line && range.startingLine <= end_line);
    const from = after === undefined ? 0 : fromCursor('blame', after, z.number().int().min(0));
    const items = lines.slice(from, from + perPage);
    return listed(
      {
        items,
        one: 'range',
        note: all.length === 0 ? 'the file is empty' : undefined,
        after,
        perPage,
        cursor: 'only',
        total: lines.length,
        next: from + perPage < lines.length ? { after: toCursor('blame', from + perPage) } : undefined,
        line: ({ startingLine, endingLine, commit }) =>
          `${known(startingLine)}-${known(endingLine)} ${commit.oid.slice(0, 12)} ${quoted(commit.messageHeadline)} by ${commit.author?.user ? login(commit.author.user) : quoted(commit.author?.name)} ${minute(commit.committedDate)}`,
      },
      call.budget,
    );
  },
});
