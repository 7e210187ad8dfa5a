import { defineTool, visible, z, count } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';
import { unguessableMark, withHeader } from '../present/text.ts';

export const readMultipleFiles = defineTool({
  name: 'read_multiple_files',
  title: 'Read multiple files',
  description:
    'Read several text files in one call; each shares the output limit fairly and begins with a header as in read_text_file, behind a mark that the first line names. A file that cannot be read is reported in its place.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    paths: z.array(z.string()).min(1).max(1000).describe('Absolute, or relative to an allowed folder.'),
    head: z.number().int().min(1).optional().describe('Only the first n lines of each.'),
  }),
  aliases: { files: 'paths', file_paths: 'paths' },
  async handler({ paths, head }, context: Context, call) {
    const { files, left, overdue } = await context.files.run('readMany', { paths, head, budget: call.budget }, call);
    const mark = unguessableMark(files.map((file) => ('part' in file ? file.part.text : file.error)));
    const blocks = files.map((file) => ({
      type: 'text' as const,
      text:
        'part' in file
          ? withHeader(file.path, file.part, { mark, reader: 'read_text_file' })
          : `[${mark} ${headerName(file.path)}: not read] ${file.error}`,
    }));
    if (blocks.length > 1 || left.length > 0) {
      const rest =
        left.length === 0
          ? ''
          : `; ${count(left.length, 'more path')} not read for lack of ${overdue ? 'time' : 'space'}, from ${JSON.stringify(visible(left[0] ?? ''))} on: ask for them next`;
      const cut = files.filter(
        (file) => 'part' in file && (file.part.next !== undefined || file.part.cutBefore),
      ).length;
      blocks.unshift({
        type: 'text',
        text: `[${count(files.length, 'file')}${cut === 0 ? '' : `, ${cut} of them CUT`}, each under a header that begins with "[${mark}"${rest}]`,
      });
    }
    return blocks;
  },
});
