import { defineTool, visible, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { count, readableSize } from '../operations/size.ts';

export const deletePath = defineTool({
  name: 'delete_path',
  formerName: 'delete_file',
  title: 'Delete file or folder',
  description:
    'Delete a file, link or empty folder for good; the user is asked first. With recursive, a folder and all that is in it.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({ path: z.string(), recursive: z.boolean().default(false) }),
  async handler({ path, recursive }, { files }: Context, call) {
    const { kind, files: inside, folders, bytes, partial } = await files.run('measure', { path, recursive }, call);
    const content = `${partial ? 'more than ' : ''}${count(inside, 'file')} and ${count(folders, 'folder')} in it, ${readableSize(bytes)}`;
    await call.confirm(
      `Delete the ${kind} "${visible(path)}"${kind === 'folder' ? ` with ${content}` : ` (${readableSize(bytes)})`}? This cannot be undone.`,
    );
    const removed = await files.run('remove', { path, recursive }, call);
    const also = removed.folders > 0 ? `: ${count(removed.files, 'file')}, ${count(removed.folders, 'folder')}` : '';
    return `Deleted ${path}${also}`;
  },
});
