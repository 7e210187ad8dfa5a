import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { link, plain } from '../present/text.ts';

export const updateGist = defineTool({
  name: 'update_gist',
  title: 'Update gist',
  description: 'Write one file of a gist, whole; the others stay.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    gist_id: z.string(),
    filename: z.string().describe('File to change or add.'),
    content: z.string(),
    description: z.string().optional(),
  }),
  async handler({ gist_id, filename, content, description }, { github }: Context, call) {
    const { data: updated } = await github.rest.gists.update(
      { gist_id, files: { [filename]: { content } }, description },
      call,
    );
    const file = updated.files?.[filename];
    if (updated.files !== undefined && content !== '' && !file)
      throw new ToolError(
        'conflict',
        `GitHub's answer does not have ${plain(filename)}: look at the gist with get_gist.`,
      );
    return `Updated gist ${gist_id}: ${link(updated.html_url)}${notKeptLines({ description: [description, updated.description] })}`;
  },
});
