import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { mergeText } from '../operations/sequence.ts';

const input = z.object({
  repo_path: repoPath,
  revisions: z.array(z.string()).min(1).max(100).describe('Branches or commits; several make one merge.'),
  message: z.string().max(30_000).optional().describe('The message of the merge.'),
  ff: z.enum(['auto', 'only', 'no']).default('auto').describe('Fast-forward: if possible, only, or never.'),
  squash: z.boolean().default(false).describe('Stage the changes as one, without a merge.'),
  no_commit: z.boolean().default(false).describe('Stage without committing.'),
});

export type MergeInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitMerge = defineTool({
  name: 'git_merge',
  title: 'Merge',
  description:
    'Merge branches or commits into the current branch. A conflict is an answer, not an error: continue with git_conflicts and git_resolve. For single commits use git_cherry_pick; git_conflicts with preview shows a merge before it is made.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { branch: 'revisions', branches: 'revisions', revision: 'revisions' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return mergeText(await git.open(repo_path, call), input, call);
  },
});
