import { defineTool, z } from '@mcp-reference/kit';
import { flag, names, noCommit, repoPath, text, unsaid } from '../arguments.ts';
import type { Context } from '../context.ts';
import { mergeText } from '../operations/sequence.ts';

const input = z.object({
  repo_path: repoPath,
  revisions: names(100).describe('Several make one merge.'),
  message: text(30_000).optional().describe('Message.'),
  ff: z.enum(['auto', 'only', 'no']).default('auto').meta(unsaid('Fast-forward.')),
  squash: flag('Stage the changes without a merge.'),
  no_commit: noCommit,
});

export type MergeInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitMerge = defineTool({
  name: 'git_merge',
  title: 'Merge',
  description:
    'Merge branches or commits into the current branch. git_conflicts with preview shows the result first, and git_resolve settles conflicts.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { branch: 'revisions', branches: 'revisions', revision: 'revisions' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return mergeText(await git.open(repo_path, call), input, call);
  },
});
