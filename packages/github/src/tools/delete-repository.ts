import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../arguments.ts';
import { count, plain } from '../present/text.ts';

export const deleteRepository = defineTool({
  name: 'delete_repository',
  title: 'Delete repository',
  description: 'Delete a repository permanently; asks the user first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object(repository),
  async handler({ owner, repo }, { github }: Context, call) {
    const {
      data: { full_name, private: hidden, stargazers_count, open_issues_count },
    } = await github.rest.repos.get({ owner, repo }, call);
    await github.approve(
      `Delete the ${hidden ? 'private' : 'public'} repository ${plain(full_name)} with ${count(stargazers_count, 'star')} and ${count(open_issues_count, 'open issue')}? This cannot be undone.`,
      call,
    );
    await github.rest.repos.delete({ owner, repo }, call);
    return `Deleted ${plain(full_name)}`;
  },
});
