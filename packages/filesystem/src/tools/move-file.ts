import { defineTool, z } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

export const moveFile = defineTool({
  name: 'move_file',
  title: 'Move or rename',
  description:
    'Move or rename a file, folder or link. Fails if the destination exists: nothing is ever replaced. For several use move_multiple_files.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ source: args.path, destination: args.destination }),
  aliases: { from: 'source', to: 'destination', old_path: 'source', new_path: 'destination' },
  async handler({ source, destination }, { files }: Context, call) {
    await files.run('move', { source, destination }, call);
    return `Moved ${headerName(source)} to ${headerName(destination)}`;
  },
});
