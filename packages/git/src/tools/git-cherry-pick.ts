import { defineTool, z } from '@mcp-reference/kit';
import { flag, mainline, noCommit, picked, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pickText } from '../operations/sequence.ts';

const input = z.object({
  repo_path: repoPath,
  revisions: picked,
  origin: flag('Name the origin in the message (-x).'),
  mainline,
  no_commit: noCommit,
});

export type PickInput = Omit<z.infer<typeof input>, 'repo_path' | 'origin'> &
  Partial<Pick<z.infer<typeof input>, 'origin'>>;

export const gitCherryPick = defineTool({
  name: 'git_cherry_pick',
  title: 'Cherry-pick',
  description: 'Copy commits onto the current branch. git_resolve settles conflicts.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  aliases: { commits: 'revisions', commit: 'revisions', revision: 'revisions' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return pickText(await git.open(repo_path, call), 'cherry-pick', input, call);
  },
});
