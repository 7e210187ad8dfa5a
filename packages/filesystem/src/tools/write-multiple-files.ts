import { defineTool, jsonText, z, count, readableSize } from '@mcp-reference/kit';
import { confirmForever, notKeptNote } from '../present/consent.ts';
import type { Context } from '../context.ts';

export const writeMultipleFiles = defineTool({
  name: 'write_multiple_files',
  title: 'Write multiple files',
  description:
    'Write several whole files in one call, with the folders they need. Stops at the first that fails and says which were written.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  confirms: true,
  input: z.object({
    files: z
      .array(z.object({ path: z.string(), content: jsonText(z.string()) }))
      .min(1)
      .max(200)
      .describe('Paths with their whole content.'),
    mode: z.enum(['overwrite', 'create']).default('overwrite').describe('create fails if a file exists.'),
  }),
  aliases: { file_path: 'path', contents: 'content' },
  async handler({ files: given, mode }, { files }: Context, call) {
    const request = { files: given.map((file) => ({ ...file, mode })) };
    let written = await files.run('writeMany', request, call);
    if ('tooLargeToKeep' in written) {
      const agreed = await confirmForever(written, call);
      written = await files.run('writeMany', { ...request, agreed }, call);
    }
    if ('tooLargeToKeep' in written) throw new Error('Asked twice.');
    const { created, replaced, folders, bytes, altered, notKept } = written;
    const facts = [
      `${count(created, 'file')} created`,
      `${replaced} replaced`,
      count(folders, 'new folder'),
      readableSize(bytes),
      notKeptNote(notKept),
    ]
      .filter(Boolean)
      .join(', ');
    return [facts, ...altered].join('\n');
  },
});
