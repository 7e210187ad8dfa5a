import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { configureText } from '../operations/create.ts';

const input = z.object({
  repo_path: repoPath,
  action: z
    .enum([
      'rename_branch',
      'set_upstream',
      'unset_upstream',
      'rename_remote',
      'set_remote_url',
      'lock_worktree',
      'unlock_worktree',
      'prune_worktrees',
      'sparse_checkout',
    ])
    .describe('What to change.'),
  name: z.string().optional().describe('The branch, remote or work tree.'),
  value: z.string().optional().describe('The new name, upstream or address.'),
  folders: texts('sparse_checkout: what to check out; none for everything.'),
  push: flag('set_remote_url: for pushing only.'),
});

export type ConfigureInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitConfigure = defineTool({
  name: 'git_configure',
  title: 'Configure branches, remotes and work trees',
  description:
    'Rename a branch or remote, say what a branch follows, change the address of a remote, lock, unlock or prune work trees, limit the work tree to folders. name is what is changed (a branch: default the current one), value what it becomes.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return configureText(git, await git.open(repo_path, call), input, call);
  },
});
