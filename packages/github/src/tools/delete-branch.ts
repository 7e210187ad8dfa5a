import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { branchName, repository } from '../arguments.ts';
import { asked, plain } from '../present/text.ts';

export const deleteBranch = defineTool({
  name: 'delete_branch',
  title: 'Delete branch',
  description: 'Delete a branch; the user is asked first.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({ ...repository, branch: branchName() }),
  async handler({ owner, repo, branch }, { github }: Context, call) {
    const ref = `heads/${branch}`;
    const {
      data: { object },
    } = await github.rest.git.getRef({ owner, repo, ref }, call);
    await github.approve(
      `Delete the branch ${asked(branch)} of ${owner}/${repo}, now at ${object.sha.slice(0, 12)}?`,
      call,
    );
    await github.rest.git.deleteRef({ owner, repo, ref }, call);
    return `Deleted branch ${plain(branch)}, which was at ${object.sha}`;
  },
});
