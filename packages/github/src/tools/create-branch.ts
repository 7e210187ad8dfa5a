import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../input.ts';
import { plain } from '../present/text.ts';

export const createBranch = defineTool({
  name: 'create_branch',
  title: 'Create branch',
  description: 'Create a branch, from the default branch unless from_branch is given.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({ ...repository, branch: z.string(), from_branch: z.string().optional() }),
  async handler({ owner, repo, branch, from_branch }, { github }: Context, call) {
    const from = from_branch ?? (await github.get('GET /repos/{owner}/{repo}', { owner, repo }, call)).default_branch;
    const { object } = await github.get(
      'GET /repos/{owner}/{repo}/git/ref/{ref}',
      { owner, repo, ref: `heads/${from}` },
      call,
    );
    await github.write(
      'POST /repos/{owner}/{repo}/git/refs',
      { owner, repo, ref: `refs/heads/${branch}`, sha: object.sha },
      call,
    );
    return `Created branch ${plain(branch)} at ${object.sha.slice(0, 12)} from ${plain(from)}`;
  },
});
