import { defineTool, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { textData } from '../data.ts';
import { withHeader } from '../present/text.ts';

export const readTextFile = defineTool({
  name: 'read_text_file',
  title: 'Read text file',
  description:
    'Read a text file, whole or in part: head, tail, startLine/endLine, or offset/length in bytes. PDF, Word, Excel, PowerPoint, OpenDocument, EPUB and notebooks are read as text. The first line of the answer is a header with range, size, encoding and hash; a long text is cut there with the offset that continues it. For images and audio use read_media_file.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: args.path,
    head: args.head,
    tail: args.tail,
    startLine: args.startLine,
    endLine: args.endLine,
    offset: z.number().int().min(0).optional().describe('First byte to read.'),
    length: z.number().int().min(1).optional().describe('Number of bytes to read.'),
    lineNumbers: z.boolean().default(false).describe('Number the lines.'),
    encoding: args.encoding,
  }),
  aliases: { ...args.pathAliases, start_line: 'startLine', end_line: 'endLine', line_numbers: 'lineNumbers' },
  output: textData,
  view: true,
  async handler(input, { files }: Context, call) {
    const part = await files.run('readText', { ...input, budget: call.budget }, call);
    call.data?.({ path: input.path, ...part });
    return withHeader(input.path, part);
  },
});
