import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { resolveText } from '../work/resolve.ts';

export const gitResolve = defineTool({
  name: 'git_resolve',
  title: 'Resolve and continue',
  description:
    'Settle files in conflict: take ours, theirs or base, write the whole content, delete, mark a file that was mended by hand, or restart with fresh markers. Then continue, skip or abort the merge, rebase, cherry-pick or revert. See git_conflicts first; in a rebase ours is what is rebased onto.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    action: z.enum(['ours', 'theirs', 'base', 'content', 'delete', 'mark', 'restart', 'continue', 'skip', 'abort']),
    paths: z.array(z.string()).default([]),
    content: z.string().optional(),
    markers: z.boolean().default(false).describe('Lines that look like markers belong there.'),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return resolveText(await git.open(repo_path, call), input, call);
  },
});
