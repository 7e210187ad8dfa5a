import { defineTool, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import { nonBlank } from '../arguments.ts';
import type { Context } from '../context.ts';
import { link } from '../present/text.ts';

export const createGist = defineTool({
  name: 'create_gist',
  title: 'Create gist',
  description:
    'Create a gist of one file, secret unless public is true. Who has the address of a secret gist can read it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    filename: nonBlank().describe('Name with extension.'),
    content: z.string(),
    description: z.string().optional(),
    public: z.boolean().optional().describe('Default: secret.'),
  }),
  async handler({ filename, content, description, public: open = false }, { github }: Context, call) {
    const { data: made } = await github.rest.gists.create(
      { files: { [filename]: { content } }, description, public: open },
      call,
    );
    return `Created ${(made.public ?? open) ? 'public' : 'secret'} gist ${made.id ?? ''}: ${link(made.html_url)}${notKeptLines({ public: [open, made.public] })}`;
  },
});
