import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { commitText } from '../operations/commit.ts';

const input = z.object({
  repo_path: repoPath,
  message: z.string().max(1_000_000).optional().describe('Required, except with amend.'),
  paths: z.array(z.string()).default([]).describe('Commit just these files as they are now, new ones too.'),
  all: z.boolean().default(false).describe('Stage every change of tracked files first.'),
  amend: z.boolean().default(false).describe('Replace the last commit; without message it keeps its own.'),
  author: z.string().max(300).optional().describe('"Name <address>", if not the user.'),
  allow_empty: z.boolean().default(false).describe('Commit even if nothing is changed.'),
  signoff: z.boolean().default(false).describe('Add a Signed-off-by line.'),
  no_verify: z.boolean().default(false).describe('Skip hooks that would run.'),
});

export type CommitInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitCommit = defineTool({
  name: 'git_commit',
  title: 'Commit',
  description:
    'Commit what is staged, only some files (paths), or all tracked changes (all), with the message exactly as given. amend replaces the last commit; in the middle of a merge this concludes it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return commitText(await git.open(repo_path, call), input, call);
  },
});
