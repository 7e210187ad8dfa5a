import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { blameText } from '../work/blame.ts';

export const gitBlame = defineTool({
  name: 'git_blame',
  title: 'Blame',
  description:
    'Tell for each line of a file which commit last changed it; lines of one commit stand under it. For all that ever happened to some lines use git_log with lines.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    path: z.string(),
    revision: z.string().optional().describe('Default: the work tree.'),
    start_line: z.number().int().min(1).max(10_000_000).optional(),
    end_line: z.number().int().min(1).max(10_000_000).optional(),
    ignore_whitespace: z.boolean().default(false),
    moves: z.boolean().default(false).describe('Look through moved and copied lines.'),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return blameText(await git.open(repo_path, call), input, call);
  },
});
