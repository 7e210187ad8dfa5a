import { defineTool, z } from '@mcp-reference/kit';
import { flag, lineRange, repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { resetText } from '../operations/reset.ts';

const input = z.object({
  repo_path: repoPath,
  mode: z
    .enum(['unstage', 'discard', 'clean', 'soft', 'mixed', 'keep', 'hard'])
    .default('unstage')
    .describe('What to do.'),
  target: z.string().optional().describe('Commit; discard: source of the files.'),
  paths: texts('Only these.'),
  hunks: z.array(z.string()).optional().describe('Ids of hunks.'),
  lines: z.array(lineRange).optional().describe('Changed lines.'),
  ignored: flag('clean: ignored too.'),
});

export type ResetInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitReset = defineTool({
  name: 'git_reset',
  title: 'Reset',
  description:
    'Unstage, discard changes in files, clean untracked files, or move the branch to target (soft, mixed, keep, hard).',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  confirms: true,
  aliases: { files: 'paths', commit: 'target' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return resetText(await git.open(repo_path, call), input, call);
  },
});
