import { defineTool, z } from '@mcp-reference/kit';
import { lineRange } from '../arguments.ts';
import type { Context } from '../context.ts';
import { stage } from '../work/stage.ts';

export const gitAdd = defineTool({
  name: 'git_add',
  title: 'Stage',
  description:
    'Stage changes for the next commit: files ("." for everything, removals too), hunks by the ids that git_diff_unstaged shows, or only some lines by their numbers in the file as it is now. To take something out again use git_reset.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    files: z.array(z.string()).default([]),
    hunks: z.array(z.string()).optional(),
    lines: z.array(lineRange).optional(),
    update: z.boolean().default(false).describe('Only files that git knows.'),
    force: z.boolean().default(false).describe('Ignored files too.'),
    intent: z.boolean().default(false).describe('Only note a new file, so that its hunks can be staged.'),
    executable: z.boolean().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return stage(await git.open(repo_path, call), input, call);
  },
});
