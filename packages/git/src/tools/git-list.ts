import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { listText } from '../work/lists.ts';

export const gitList = defineTool({
  name: 'git_list',
  title: 'List tags, stashes, remotes and more',
  description:
    'List what a repository has besides branches and commits. reflog shows where HEAD (or a branch, with ref) has been; snapshots what git_undo can bring back. For branches use git_branch.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    what: z.enum(['tags', 'stashes', 'remotes', 'worktrees', 'submodules', 'reflog', 'snapshots']),
    ref: z.string().optional(),
    limit: z.number().int().min(1).max(5000).default(50),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return listText(await git.open(repo_path, call), input, call);
  },
});
