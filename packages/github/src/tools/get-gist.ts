import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { gistPage } from '../present/gist.ts';

export const getGist = defineTool({
  name: 'get_gist',
  title: 'Get gist',
  description: 'Read a gist with its files.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    gist_id: z.string(),
    filename: z.string().optional().describe('One file only.'),
    after: z.string().optional().describe('Continues that file.'),
  }),
  async handler({ gist_id, ...part }, { github }: Context, call) {
    return gistPage((await github.rest.gists.get({ gist_id }, call)).data, call.budget, part);
  },
});
