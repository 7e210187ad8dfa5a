import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { listText } from '../operations/lists.ts';
import { addWorktree, moveWorktree, removeWorktree } from '../operations/worktree.ts';

export const gitWorktree = defineTool({
  name: 'git_worktree',
  title: 'Work trees',
  description: 'List, add, move or remove linked work trees, to work on several branches. Use its path as repo_path.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { name: 'path' },
  input: z.object({
    repo_path: repoPath,
    action: z.enum(['list', 'add', 'move', 'remove']).default('list').describe('What to do.'),
    path: z.string().optional().describe('Folder; relative to the top of repo_path.'),
    branch: z.string().optional().describe('add: existing or new branch.'),
    target: z.string().optional().describe('add: start of a new branch.'),
    to: z.string().optional().describe('move: new folder.'),
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
