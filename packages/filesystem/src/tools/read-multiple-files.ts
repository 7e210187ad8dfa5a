import { defineTool, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { withHeader } from '../present.ts';

export const readMultipleFiles = defineTool({
  name: 'read_multiple_files',
  title: 'Read multiple files',
  description:
    'Read several text files in one call, each under its header as in read_text_file. A file that cannot be read is reported in its place.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ paths: z.array(z.string()).min(1).max(1000) }),
  async handler({ paths }, context: Context, call) {
    const { files, left } = await context.files.run('readMany', { paths, budget: call.budget }, call);
    const blocks = files.map((file) => ({
      type: 'text' as const,
      text: 'part' in file ? withHeader(file.path, file.part) : `[${visible(file.path)}: not read] ${file.error}`,
    }));
    if (left.length > 0)
      blocks.push({
        type: 'text',
        text: `[${left.length} files are left, ask for them next: ${JSON.stringify(left).slice(0, 2000)}]`,
      });
    return blocks;
  },
});
