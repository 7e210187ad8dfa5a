import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { showText } from '../work/show.ts';

export const gitShow = defineTool({
  name: 'git_show',
  title: 'Show',
  description:
    'Show one commit with its message and changes, a tag, or a file or folder as it is at a revision (path). mail gives commits (A..B) as patches that git_apply takes. For lists of commits use git_log.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    revision: z.string(),
    path: z.string().optional(),
    start_line: z.number().int().min(1).optional(),
    end_line: z.number().int().min(1).optional(),
    mail: z.boolean().optional(),
    context_lines: z.number().int().min(0).max(1000).default(3),
    paths: z.array(z.string()).optional().describe('Only changes of these.'),
    names_only: z.boolean().optional(),
    ignore_whitespace: z.boolean().optional(),
    generated: z.boolean().optional(),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return showText(await git.open(repo_path, call), input, call);
  },
});
