import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { listText } from '../operations/lists.ts';
import { addWorktree, moveWorktree, removeWorktree } from '../operations/worktree.ts';

export const gitWorktree = defineTool({
  name: 'git_worktree',
  title: 'Linked work trees',
  description:
    'Work on several branches side by side: add a linked work tree (branch is created if it does not exist), list them, move one, or remove one. Use its path as repo_path in other tools. Uncommitted work in a removed work tree is kept for git_undo.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { name: 'path' },
  input: z.object({
    repo_path: repoPath,
    action: z.enum(['list', 'add', 'move', 'remove']).default('list').describe('What to do.'),
    path: z.string().optional().describe('Its folder; a relative path starts at the top of repo_path.'),
    branch: z.string().optional().describe('add: the branch to check out, existing or new.'),
    target: z.string().optional().describe('add: where a new branch starts. Default: HEAD.'),
    to: z.string().optional().describe('move: the new folder.'),
  }),
  async handler({ repo_path, action, path, branch, target, to }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    if (action === 'list') return listText(repo, { what: 'worktrees', limit: 500 }, call);
    if (path === undefined) throw new ToolError('invalid', `${action} needs the path of the work tree.`);
    if (action === 'add') return addWorktree(git, repo, { path, branch, target }, call);
    if (action === 'remove') return removeWorktree(git, repo, { name: path }, call);
    if (to === undefined) throw new ToolError('invalid', 'move needs "to", the new folder.');
    return moveWorktree(repo, path, to, call);
  },
});
