import { count, defineTool, namedByUser, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

export const createDirectory = defineTool({
  name: 'create_directory',
  title: 'Create directory',
  description: 'Make a folder and the missing ones above it. Succeeds if the folder already exists.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({ path: args.path }),
  aliases: { directory: 'path', dir: 'path', folder: 'path' },
  async handler({ path }, { files }: Context, call) {
    const made = await files.run('makeFolder', { path }, call);
    call.label(namedByUser);
    return made === 0
      ? `${headerName(path)} already exists.`
      : `Created ${headerName(path)} (${count(made, 'folder')}).`;
  },
});
