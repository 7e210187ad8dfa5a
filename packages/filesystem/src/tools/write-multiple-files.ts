import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../operations/size.ts';

export const writeMultipleFiles = defineTool({
  name: 'write_multiple_files',
  title: 'Write multiple files',
  description:
    'Write several whole files in one call, with the folders they need. Stops at the first that fails and says which were written.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    files: z
      .array(z.object({ path: z.string(), content: z.string() }))
      .min(1)
      .max(200)
      .describe('Paths with their whole content.'),
    mode: z.enum(['overwrite', 'create']).default('overwrite').describe('create fails if a file exists.'),
  }),
  async handler({ files: given, mode }, { files }: Context, call) {
    const { created, replaced, folders, bytes } = await files.run(
      'writeMany',
      { files: given.map((file) => ({ ...file, mode })) },
      call,
    );
    const parts = [
      `${count(created, 'file')} created`,
      `${replaced} replaced`,
      count(folders, 'new folder'),
      readableSize(bytes),
    ];
    return parts.join(', ');
  },
});
