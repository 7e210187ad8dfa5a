import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const updateGist = defineTool({
  name: 'update_gist',
  title: 'Update gist',
  description: 'Write one file of a gist, whole; the others stay.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    gist_id: z.string(),
    filename: z.string(),
    content: z.string(),
    description: z.string().optional(),
  }),
  async handler({ gist_id, filename, content, description }, { github }: Context, call) {
    const updated = await github.write(
      'PATCH /gists/{gist_id}',
      { gist_id, files: { [filename]: { content } }, description },
      call,
    );
    return `Updated gist ${gist_id}: ${updated.html_url ?? ''}`;
  },
});
