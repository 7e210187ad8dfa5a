import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../operations/size.ts';

export const copyFile = defineTool({
  name: 'copy_file',
  title: 'Copy file or folder',
  description: 'Copy a file, or a folder with all that is in it. Fails if the destination exists.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ source: z.string(), destination: z.string().describe('The new path, with its name.') }),
  async handler({ source, destination }, context: Context, call) {
    const { files, folders, bytes, skipped } = await context.files.run('copy', { source, destination }, call);
    const what = [folders > 0 ? count(folders, 'folder') : '', count(files, 'file'), readableSize(bytes)]
      .filter(Boolean)
      .join(', ');
    return `Copied ${source} to ${destination}: ${what}${skipped > 0 ? `; ${count(skipped, 'pipe, socket or device', 'pipes, sockets or devices')} left out` : ''}`;
  },
});
