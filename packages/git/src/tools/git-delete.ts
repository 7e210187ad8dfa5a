import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { deleteText } from '../work/remove.ts';

export const gitDelete = defineTool({
  name: 'git_delete',
  title: 'Delete branch, tag, stash, remote or work tree',
  description:
    'Delete a branch, a tag, a stash (by number), all stashes, a remote, or a linked work tree (by path). Commits that would be on no branch any more are listed and asked for first; git_undo brings branches, tags and stashes back.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input: z.object({
    repo_path: z.string().optional(),
    what: z.enum(['branch', 'tag', 'stash', 'all_stashes', 'remote', 'worktree']),
    name: z.string().default(''),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return deleteText(git, await git.open(repo_path, call), input, call);
  },
});
