import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { initText } from '../operations/clone.ts';
import { addRemoteText, createTagText } from '../operations/create.ts';
import { addWorktree } from '../operations/worktree.ts';

const input = z.object({
  repo_path: repoPath,
  what: z.enum(['tag', 'remote', 'worktree', 'repository']).describe('What to make.'),
  name: z.string().describe('Its name, or its path.'),
  target: z.string().optional().describe('Commit; default HEAD.'),
  message: z.string().max(100_000).optional().describe('tag: makes it annotated.'),
  sign: z.boolean().optional().describe('tag: sign it. Default: tag.gpgSign.'),
  url: z.string().optional().describe('remote: its address.'),
  branch: z.string().optional().describe('worktree: to check out; repository: the first branch.'),
  bare: z.boolean().default(false).describe('repository: without a work tree.'),
});

export type CreateInput = Omit<z.infer<typeof input>, 'repo_path' | 'what' | 'bare'>;

export const gitCreate = defineTool({
  name: 'git_create',
  title: 'Create tag, remote, work tree or repository',
  description:
    'Create a tag (with message an annotated one), a remote (url), a linked work tree (name is its path; branch is made if it is not there), or a new repository (name is its path). For branches use git_create_branch.',
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
