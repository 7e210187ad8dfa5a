import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, text, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { commitText } from '../operations/commit.ts';

const input = z.object({
  repo_path: repoPath,
  message: text(1_000_000).optional().describe('Required without amend.'),
  paths: texts('Only these files as they are, new ones too.'),
  all: flag('Stage all tracked changes.'),
  amend: flag('Replace the last commit; keeps its message by default.'),
  author: text(300).optional().describe('"Name <address>".'),
  allow_empty: flag('Even without changes.'),
  signoff: flag('Add Signed-off-by.'),
  no_verify: flag('Skip hooks.'),
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
