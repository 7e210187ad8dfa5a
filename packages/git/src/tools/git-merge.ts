import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { mergeText } from '../operations/sequence.ts';

export const gitMerge = defineTool({
  name: 'git_merge',
  title: 'Merge, cherry-pick, revert',
  description:
    'Bring commits into the current branch: merge branches, cherry_pick commits or ranges (A..B), or revert them. A conflict is an answer, not an error: continue with git_conflicts and git_resolve. To preview a merge use git_conflicts with preview.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { branch: 'revisions', commits: 'revisions', revision: 'revisions' },
  input: z.object({
    repo_path: repoPath,
    action: z.enum(['merge', 'cherry_pick', 'revert']).default('merge').describe('What to do.'),
    revisions: z.array(z.string()).min(1).max(100).describe('Branches, commits or ranges, in the order to apply.'),
    message: z.string().max(30_000).optional().describe('merge: the message.'),
    ff: z.enum(['auto', 'only', 'no']).default('auto').describe('Fast-forward: if possible, only, or never.'),
    squash: z.boolean().default(false).describe('merge: stage the changes as one.'),
    no_commit: z.boolean().default(false).describe('Stage without committing.'),
    mainline: z.number().int().min(1).max(16).optional().describe('Which parent of a merge to compare with.'),
    origin: z.boolean().default(false).describe('cherry_pick: note where it came from.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return mergeText(await git.open(repo_path, call), input, call);
  },
});
