import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../input.ts';

export const forkRepository = defineTool({
  name: 'fork_repository',
  title: 'Fork repository',
  description: 'Make a fork of a repository, for you or an organization.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({ ...repository, organization: z.string().optional() }),
  async handler({ owner, repo, organization }, { github }: Context, call) {
    const fork = await github.write('POST /repos/{owner}/{repo}/forks', { owner, repo, organization }, call);
    return `Forked ${owner}/${repo} to ${fork.full_name}; its files may take a moment: ${fork.html_url}`;
  },
});
