import { defineTool, z } from '@mcp-reference/kit';
import { flag, repoPath, texts } from '../arguments.ts';
import type { Context } from '../context.ts';
import { sides } from '../operations/conflict-hunks.ts';
import { resolveText } from '../operations/resolve.ts';

const input = z.object({
  repo_path: repoPath,
  action: z
    .enum(['ours', 'theirs', 'base', 'sides', 'content', 'delete', 'mark', 'restart', 'continue', 'skip', 'abort'])
    .describe('mark: edited by hand; restart: fresh markers.'),
  paths: texts('Files.'),
  sides: z.array(z.enum(sides)).optional().describe('One per hunk.'),
  content: z.string().optional().describe('Whole text of the file.'),
  markers: flag('Lines like markers are content.'),
});

export type ResolveInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitResolve = defineTool({
  name: 'git_resolve',
  title: 'Resolve',
  description:
    'Resolve conflicts: take ours, theirs or base, a side per hunk (sides), or write content; then continue, skip or abort. In a rebase ours is the branch rebased onto.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  aliases: { path: 'paths', files: 'paths' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return resolveText(await git.open(repo_path, call), input, call);
  },
});
