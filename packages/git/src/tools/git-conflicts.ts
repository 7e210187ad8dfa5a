import { defineTool, z } from '@mcp-reference/kit';
import { flag, lineCount, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { conflictsText } from '../operations/conflicts.ts';
import { previewText } from '../operations/preview.ts';

export const gitConflicts = defineTool({
  name: 'git_conflicts',
  title: 'Conflicts',
  description:
    'List files in conflict with their hunks. preview shows what merging a revision would do, changing nothing. Resolve with git_resolve.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { context: 'context_lines' },
  input: z.object({
    repo_path: repoPath,
    path: z.string().optional().describe('Only this file.'),
    context_lines: lineCount.default(5).describe('Lines around hunks.'),
    content: flag('With path: whole base, ours and theirs.'),
    preview: z.string().optional().describe('Revision to merge.'),
  }),
  async handler({ repo_path, preview, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    return preview === undefined ? conflictsText(repo, input, call) : previewText(repo, preview, call);
  },
});
