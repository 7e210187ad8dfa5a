import { defineTool, z } from '@mcp-reference/kit';
import { mainline, noCommit, picked, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pickText } from '../operations/sequence.ts';

export const gitRevert = defineTool({
  name: 'git_revert',
  title: 'Revert',
  description:
    'Undo commits by new commits, newest first. For commits or changes that are not published use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { commits: 'revisions', commit: 'revisions', revision: 'revisions' },
  input: z.object({ repo_path: repoPath, revisions: picked, mainline, no_commit: noCommit }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pickText(await git.open(repo_path, call), 'revert', input, call);
  },
});
