import { defineTool, z } from '@mcp-reference/kit';
import { repoPath, text } from '../arguments.ts';
import type { Context } from '../context.ts';
import { commitText } from '../operations/commit.ts';

const input = z.object({
  repo_path: repoPath,
  message: text(1_000_000).optional().describe('Required without amend.'),
  paths: z.array(z.string()).default([]).describe('Only these files as they are, new ones too.'),
  all: z.boolean().default(false).describe('Stage all tracked changes.'),
  amend: z.boolean().default(false).describe('Replace the last commit; keeps its message by default.'),
  author: text(300).optional().describe('"Name <address>".'),
  allow_empty: z.boolean().default(false).describe('Even without changes.'),
  signoff: z.boolean().default(false).describe('Add Signed-off-by.'),
  no_verify: z.boolean().default(false).describe('Skip hooks.'),
});

export type CommitInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitCommit = defineTool({
  name: 'git_commit',
  title: 'Commit',
  description:
    'Commit what is staged, some files (paths) or all tracked changes (all), with exactly this message. During a merge it concludes the merge.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  confirms: true,
  aliases: { files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return commitText(await git.open(repo_path, call), input, call);
  },
});
