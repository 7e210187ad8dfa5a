import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, repoPath, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { listText } from '../operations/lists.ts';

const input = z.object({
  repo_path: repoPath,
  what: z
    .enum(['tags', 'stashes', 'remotes', 'worktrees', 'submodules', 'reflog', 'snapshots', 'sparse', 'lfs'])
    .describe('Kind.'),
  ref: z.string().optional().describe('reflog: branch.'),
  limit: upTo(5_000).default(50).describe('Most entries.'),
  cursor: pageCursor,
});

export type ListInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitList = defineTool({
  name: 'git_list',
  title: 'List tags, stashes and more',
  description:
    'List tags, stashes and more. reflog shows where HEAD or ref has been, snapshots what git_undo can restore. For branches use git_branch.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return listText(await git.open(repo_path, call), input, call);
  },
});
