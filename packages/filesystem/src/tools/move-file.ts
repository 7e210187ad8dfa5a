import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const moveFile = defineTool({
  name: 'move_file',
  title: 'Move or rename',
  description: 'Move or rename a file, folder or link. Fails if the destination exists; it is never replaced.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ source: z.string(), destination: z.string().describe('The new path, with its name.') }),
  async handler({ source, destination }, { files }: Context, call) {
    await files.run('move', { source, destination }, call);
    return `Moved ${source} to ${destination}`;
  },
});
