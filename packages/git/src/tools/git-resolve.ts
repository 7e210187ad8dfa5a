import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { sides } from '../operations/conflict-hunks.ts';
import { resolveText } from '../operations/resolve.ts';

const input = z.object({
  repo_path: repoPath,
  action: z
    .enum(['ours', 'theirs', 'base', 'sides', 'content', 'delete', 'mark', 'restart', 'continue', 'skip', 'abort'])
    .describe('mark: the file was edited by hand; restart: fresh markers.'),
  paths: z.array(z.string()).default([]).describe('The files to settle.'),
  sides: z.array(z.enum(sides)).max(1000).optional().describe('sides: one for each hunk, in order.'),
  content: z.string().optional().describe('content: the whole text of the file.'),
  markers: z.boolean().default(false).describe('Lines that look like markers belong there.'),
});

export type ResolveInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitResolve = defineTool({
  name: 'git_resolve',
  title: 'Resolve and continue',
  description:
    'Settle files in conflict: take ours, theirs or base, a side for each hunk (sides), or write the whole content; then continue, skip or abort the merge, rebase, cherry-pick or revert. See git_conflicts first; in a rebase ours is the branch rebased onto.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  aliases: { path: 'paths', files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return resolveText(await git.open(repo_path, call), input, call);
  },
});
