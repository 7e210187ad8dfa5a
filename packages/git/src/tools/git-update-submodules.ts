import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { addSubmodule } from '../operations/submodule-add.ts';
import { submodulesText } from '../operations/submodule.ts';

export const gitUpdateSubmodules = defineTool({
  name: 'git_update_submodules',
  title: 'Update or add submodules',
  description:
    'Fetch submodules and check them out as the current commit has them: all, or those at some paths; or add one (url). List them with git_list.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    repo_path: repoPath,
    paths: texts('Only these; with url its new folder.'),
    url: z.string().optional().describe('Add the repository at this address as a submodule.'),
    depth: z.number().int().min(1).optional().describe('Only so many last commits.'),
  }),
  async handler({ repo_path, url, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    if (url === undefined) return submodulesText(git, repo, input, call);
    const [path, ...others] = input.paths;
    if (path === undefined || others.length > 0)
      throw new ToolError('invalid', 'With url, give one path in paths: the folder of the new submodule.');
    return addSubmodule(git, repo, { url, path, depth: input.depth }, call);
  },
});
