import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { diffText } from '../work/diff.ts';

export const gitDiffStaged = defineTool({
  name: 'git_diff_staged',
  title: 'Diff of what is staged',
  description: 'Show what is staged and would be committed. Each hunk has an id that git_reset takes to unstage it.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    context_lines: z.number().int().min(0).max(1000).default(3),
    paths: z.array(z.string()).optional(),
    names_only: z.boolean().optional(),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    repo.top();
    return diffText(repo, { ends: { cached: true } }, input, call, {
      what: 'staged',
      hunkIds: input.context_lines === 3,
    });
  },
});
