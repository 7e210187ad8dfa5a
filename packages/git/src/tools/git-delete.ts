import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { deleteText } from '../operations/remove.ts';

const input = z.object({
  repo_path: repoPath,
  what: z.enum(['branch', 'tag', 'stash', 'all_stashes', 'remote', 'worktree']).describe('What to delete.'),
  name: z.string().default('').describe('Its name; a stash by id or number, a work tree by path.'),
});

export type DeleteInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitDelete = defineTool({
  name: 'git_delete',
  title: 'Delete branch, tag, stash, remote or work tree',
  description:
    'Delete a branch, a tag, a stash (by number), all stashes, a remote, or a linked work tree (by path). The user is asked first when commits would be on no branch, with a list of them; git_undo brings branches, tags and stashes back.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return deleteText(git, await git.open(repo_path, call), input, call);
  },
});
