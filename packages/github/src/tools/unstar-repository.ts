import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../arguments.ts';

export const unstarRepository = defineTool({
  name: 'unstar_repository',
  title: 'Unstar repository',
  description: 'Take a star back.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object(repository),
  async handler({ owner, repo }, { github }: Context, call) {
    await github.rest.activity.unstarRepoForAuthenticatedUser({ owner, repo }, call);
    return `Unstarred ${owner}/${repo}`;
  },
});
