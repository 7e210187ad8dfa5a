import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { listText } from '../operations/lists.ts';

const input = z.object({
  repo_path: repoPath,
  what: z
    .enum(['tags', 'stashes', 'remotes', 'worktrees', 'submodules', 'reflog', 'snapshots', 'sparse', 'lfs'])
    .describe('What to list.'),
  ref: z.string().optional().describe('reflog: a branch. Default: HEAD.'),
  limit: z.number().int().min(1).max(5000).default(50).describe('How many at most.'),
  cursor: pageCursor,
});

export type ListInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitList = defineTool({
  name: 'git_list',
  title: 'List tags, stashes, remotes and more',
  description:
    'List tags, stashes, remotes, work trees, submodules and more. reflog shows where HEAD (or a branch, with ref) has been; snapshots what git_undo can bring back. For branches use git_branch.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return listText(await git.open(repo_path, call), input, call);
  },
});
