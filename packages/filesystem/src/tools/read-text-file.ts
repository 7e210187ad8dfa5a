import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { withHeader } from '../present.ts';

const lines = (what: string) => z.number().int().min(1).optional().describe(what);

export const readTextFile = defineTool({
  name: 'read_text_file',
  title: 'Read text file',
  description:
    'Read a text file, whole or in part: head, tail, startLine/endLine, or offset/length in bytes. The first line of the answer is a header that tells range, size, encoding and hash; a long text is cut there with the offset that continues it. Not for images or audio: read_media_file.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    head: lines('First n lines.'),
    tail: lines('Last n lines.'),
    startLine: lines('From this line, 1-based.'),
    endLine: lines('To this line, included.'),
    offset: z.number().int().min(0).optional().describe('From this byte.'),
    length: z.number().int().min(1).optional().describe('Bytes.'),
    lineNumbers: z.boolean().default(false),
    encoding: z.string().optional().describe('Detected when absent.'),
  }),
  async handler(input, { files }: Context, call) {
    return withHeader(input.path, await files.run('readText', { ...input, budget: call.budget }, call));
  },
});
