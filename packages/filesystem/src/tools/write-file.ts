import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { readableSize } from '../operations/size.ts';

export const writeFile = defineTool({
  name: 'write_file',
  title: 'Write file',
  description:
    'Write a whole file in one step: readers see the old content or the new. To change a part of a file use edit_file.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    path: z.string(),
    content: z.string(),
    mode: z.enum(['overwrite', 'create', 'append']).default('overwrite').describe('create never replaces.'),
    encoding: z.string().optional().describe('Default utf-8; base64 for bytes.'),
    ifHash: z.string().optional().describe('Write only if the file still has this hash.'),
  }),
  async handler(input, { files }: Context, call) {
    const { created, bytes, hash } = await files.run('write', input, call);
    const done = created ? 'Created' : input.mode === 'append' ? 'Appended to' : 'Replaced';
    return `${done} ${input.path}: ${readableSize(bytes)}${hash === undefined ? '' : `, hash ${hash}`}`;
  },
});
