import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count } from '../operations/size.ts';

export const createDirectory = defineTool({
  name: 'create_directory',
  title: 'Create directory',
  description: 'Make a folder and the missing ones above it. One that exists is no error.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({ path: z.string() }),
  async handler({ path }, { files }: Context, call) {
    const made = await files.run('makeFolder', { path }, call);
    return made === 0 ? `${path} was there already.` : `Created ${path} (${count(made, 'folder')}).`;
  },
});
