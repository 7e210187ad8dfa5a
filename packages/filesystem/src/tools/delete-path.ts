import { defineTool, named, z, count, readableSize } from '@mcp-reference/kit';
import * as args from '../arguments.ts';
import type { Context } from '../context.ts';
import { headerName } from '../files/shown.ts';

export const deletePath = defineTool({
  name: 'delete_path',
  formerName: 'delete_file',
  title: 'Delete file or folder',
  description:
    'Delete a file, link or empty folder, or with recursive a folder and everything in it. Moves it to the trash, from where undo brings it back; where there is no trash on that disk, the user is asked first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({
    path: args.path,
    recursive: z.boolean().default(false).describe('Also delete a folder that is not empty.'),
  }),
  aliases: args.pathAliases,
  async handler({ path, recursive }, { files }: Context, call) {
    const measured = await files.run('measure', { path, recursive }, call);
    const { kind, files: inside, folders, bytes, partial, place, identity, state } = measured;
    const content = `${partial ? 'more than ' : ''}${count(inside, 'file')} and ${count(folders, 'folder')}, ${readableSize(bytes)}`;
    const what = kind === 'folder' ? ` with ${content}` : ` (${readableSize(bytes)})`;
    const request = { path, recursive, identity };
    if (await files.run('trash', request, call))
      return `Deleted ${headerName(path)}${what}; it is in the trash, and undo brings it back.`;
    await call.confirm(`Delete the ${kind} ${named(place)}${what}? This cannot be undone.`, { state });
    const removed = await files.run('remove', request, call);
    const also = removed.folders > 0 ? `: ${count(removed.files, 'file')}, ${count(removed.folders, 'folder')}` : '';
    return `Deleted ${headerName(path)}${also}`;
  },
});
