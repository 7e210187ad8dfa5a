import { defineTool, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

export const copyFile = defineTool({
  name: 'copy_file',
  title: 'Copy file or folder',
  description:
    'Copy a file, or a folder with everything in it. Fails if the destination exists; a copy that fails is removed again.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ source: args.path, destination: args.destination }),
  aliases: { from: 'source', to: 'destination' },
  async handler({ source, destination }, context: Context, call) {
    const copied = await context.files.run('copy', { source, destination }, call);
    const { files, folders, bytes, skipped, unmarked, hidden } = copied;
    const what = [folders > 0 ? count(folders, 'folder') : '', count(files, 'file'), readableSize(bytes)]
      .filter(Boolean)
      .join(', ');
    const left =
      skipped > 0 ? `; ${count(skipped, 'pipe, socket or device', 'pipes, sockets or devices')} left out` : '';
    const marks =
      unmarked > 0
        ? `; quarantine, tags and the like could not be copied for ${count(unmarked, 'entry', 'entries')}`
        : '';
    const denied = hidden ? '; entries on the deny list left out' : '';
    return `Copied ${headerName(source)} to ${headerName(destination)}: ${what}${left}${marks}${denied}`;
  },
});
