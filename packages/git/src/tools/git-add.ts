import { defineTool, z } from '@mcp-reference/kit';
import { lineRange, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { stage } from '../operations/stage.ts';

const input = z.object({
  repo_path: repoPath,
  files: z.array(z.string()).default([]).describe('Files and folders; "." for everything.'),
  hunks: z.array(z.string()).optional().describe('Ids from git_diff_unstaged.'),
  lines: z.array(lineRange).optional().describe('Only some changed lines.'),
  update: z.boolean().default(false).describe('Only files that git knows.'),
  force: z.boolean().default(false).describe('Ignored files too.'),
  intent: z.boolean().default(false).describe('Only note a new file, so that its hunks can be staged.'),
  executable: z.boolean().optional().describe('Set or clear the executable bit as well.'),
});

export type AddInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitAdd = defineTool({
  name: 'git_add',
  title: 'Stage',
  description:
    'Stage changes for the next commit: files ("." for everything, removals too), hunks by the ids that git_diff_unstaged shows, or only some lines by their numbers in the file as it is now. To take something out again use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { paths: 'files' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stage(await git.open(repo_path, call), input, call);
  },
});
