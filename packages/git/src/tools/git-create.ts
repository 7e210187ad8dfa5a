import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, text } from '../arguments.ts';
import type { Context } from '../context.ts';
import { initText } from '../operations/clone.ts';
import { addRemoteText, createTagText } from '../operations/create.ts';
import { addWorktree } from '../operations/worktree.ts';

const input = z.object({
  repo_path: repoPath,
  what: z.enum(['tag', 'remote', 'worktree', 'repository']).describe('Kind.'),
  name: z.string().describe('Name or path.'),
  target: z.string().optional().describe('Commit. Default: HEAD.'),
  message: text(100_000).optional().describe('tag: annotate it.'),
  sign: z.boolean().optional().describe('tag: sign it.'),
  url: z.string().optional().describe('remote: address.'),
  branch: z.string().optional().describe('worktree, repository: its branch.'),
  bare: flag('repository: no work tree.'),
});

export type CreateInput = Omit<z.infer<typeof input>, 'repo_path' | 'what' | 'bare'>;

export const gitCreate = defineTool({
  name: 'git_create',
  title: 'Create tag, remote and more',
  description:
    'Create a tag, a remote, a linked work tree or a repository (name is their path). For branches use git_create_branch.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input,
  async handler({ repo_path, what, bare, ...input }, { git }: Context, call) {
    if (what === 'repository') return initText(git, { name: input.name, branch: input.branch ?? 'main', bare }, call);
    const repo = await git.open(repo_path, call);
    if (what === 'tag') return createTagText(repo, input, call);
    return what === 'remote'
      ? addRemoteText(git, repo, input, call)
      : addWorktree(git, repo, { path: input.name, branch: input.branch, target: input.target }, call);
  },
});
