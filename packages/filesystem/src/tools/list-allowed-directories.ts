import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const listAllowedDirectories = defineTool({
  name: 'list_allowed_directories',
  title: 'List allowed directories',
  description:
    'List the folders that this server may use, and which of them are read-only. Relative paths are relative to these folders.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}),
  output: z.object({
    directories: z.array(z.object({ path: z.string(), writable: z.boolean() })),
    hidesFiles: z.boolean().describe('True if files on a deny list are hidden.'),
  }),
  async handler(_input, { files, hides }: Context) {
    return { directories: files.roots.map(({ path, writable }) => ({ path, writable })), hidesFiles: hides };
  },
  render({ directories, hidesFiles }) {
    if (directories.length === 0)
      return 'None. The user can start the server with folders, or name some in the client (roots).';
    const lines = directories.map(({ path, writable }) => (writable ? path : `${path} (read-only)`));
    if (hidesFiles) lines.push('[Files on the deny list (--deny, --deny-secrets) are hidden.]');
    return lines.join('\n');
  },
});
