import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { refRule } from '../api/names.ts';
import { branchName, repository } from '../arguments.ts';
import { startOf } from '../operations/content/start-of.ts';
import { plain } from '../present/text.ts';

export const createBranch = defineTool({
  name: 'create_branch',
  title: 'Create branch',
  description: 'Create a branch, from the default branch or from_branch.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    branch: branchName(),
    from_branch: z.string().optional().describe('Branch, tag or commit.'),
  }),
  async handler({ owner, repo, branch, from_branch }, { github }: Context, call) {
    const wrong = refRule(branch);
    if (wrong !== undefined)
      throw new ToolError('invalid', `${JSON.stringify(branch.slice(0, 100))} (branch) ${wrong}.`);
    const at = { owner, repo };
    const from = from_branch ?? (await github.rest.repos.get(at, call)).data.default_branch;
    const { sha, kind } = await startOf(github, { ...at, from }, call);
    await github.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha }, call).catch((error: unknown) => {
      if (!(error instanceof ToolError) || !/reference already exists/i.test(error.message)) throw error;
      const way = 'Write to it, or choose another name.';
      throw new ToolError('conflict', `The branch ${plain(branch)} exists already in ${owner}/${repo}. ${way}`, {
        reason: 'exists',
        cause: error,
      });
    });
    return `Created branch ${plain(branch)} at ${sha.slice(0, 12)} from ${kind}${plain(from)}`;
  },
});
