import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import { nonBlank } from '../arguments.ts';
import type { Context } from '../context.ts';
import { link, plain } from '../present/text.ts';

export const updateGist = defineTool({
  name: 'update_gist',
  title: 'Update gist',
  description: 'Write one file of a gist, whole; the others stay.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    gist_id: z.string(),
    filename: nonBlank().describe('File to change or add.'),
    content: z.string(),
    description: z.string().optional(),
  }),
  async handler({ gist_id, filename, content, description }, { github }: Context, call) {
    const { data: updated } = await github.rest.gists.update(
      { gist_id, files: { [filename]: { content } }, description },
      call,
    );
    const shown = Object.keys(updated.files ?? {}).length;
    const isMissing = content !== '' && !updated.files?.[filename];
    if (isMissing && shown > 0)
      throw new ToolError(
        'conflict',
        `GitHub's answer does not have ${plain(filename)}: look at the gist with get_gist.`,
      );
    const note = isMissing ? `\nNOT CONFIRMED: GitHub's answer shows no files; get_gist shows them` : '';
    return `Updated gist ${gist_id}: ${link(updated.html_url)}${notKeptLines({ description: [description, updated.description] })}${note}`;
  },
});
