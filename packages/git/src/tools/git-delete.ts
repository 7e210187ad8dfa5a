import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { deleteText } from '../operations/remove.ts';

const input = z.object({
  repo_path: repoPath,
  what: z.enum(['branch', 'tag', 'stash', 'all_stashes', 'remote', 'worktree']).describe('Kind.'),
  name: z.string().default('').describe('Name; stash: id or number; work tree: path.'),
});

export type DeleteInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitDelete = defineTool({
  name: 'git_delete',
  title: 'Delete branch, tag and more',
  description: 'Delete a branch, tag, stash, remote or linked work tree. git_undo restores all but remotes.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return deleteText(git, await git.open(repo_path, call), input, call);
  },
});
