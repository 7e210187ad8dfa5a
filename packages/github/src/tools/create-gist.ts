import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const createGist = defineTool({
  name: 'create_gist',
  title: 'Create gist',
  description:
    'Create a gist of one file, secret unless public is true. Who has the address of a secret gist can read it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    filename: z.string(),
    content: z.string(),
    description: z.string().optional(),
    public: z.boolean().optional(),
  }),
  async handler({ filename, content, description, public: open = false }, { github }: Context, call) {
    const made = await github.write(
      'POST /gists',
      { files: { [filename]: { content } }, description, public: open },
      call,
    );
    return `Created ${open ? 'public' : 'secret'} gist ${made.id ?? ''}: ${made.html_url ?? ''}`;
  },
});
