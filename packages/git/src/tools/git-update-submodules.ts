import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { submodulesText } from '../operations/submodule.ts';

export const gitUpdateSubmodules = defineTool({
  name: 'git_update_submodules',
  title: 'Update submodules',
  description:
    'Fetch submodules and check them out as the current commit has them: all, or those at some paths. List them with git_list.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: repoPath,
    paths: z.array(z.string()).default([]).describe('Only these.'),
    depth: z.number().int().min(1).optional().describe('Only so many last commits.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return submodulesText(git, await git.open(repo_path, call), input, call);
  },
});
