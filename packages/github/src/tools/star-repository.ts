import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../arguments.ts';

export const starRepository = defineTool({
  name: 'star_repository',
  title: 'Star repository',
  description: 'Star a repository.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object(repository),
  async handler({ owner, repo }, { github }: Context, call) {
    await github.rest.activity.starRepoForAuthenticatedUser({ owner, repo }, call);
    return `Starred ${owner}/${repo}`;
  },
});
