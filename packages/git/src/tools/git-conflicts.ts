import { defineTool, z } from '@mcp-reference/kit';
import { repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { conflictsText } from '../operations/conflicts.ts';
import { previewText } from '../operations/preview.ts';

export const gitConflicts = defineTool({
  name: 'git_conflicts',
  title: 'Conflicts',
  description:
    'List the files in conflict with their hunks, each with a few lines around it; with path only one file. preview shows what merging a revision would do, without touching anything. Resolve with git_resolve.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { context: 'context_lines' },
  input: z.object({
    repo_path: repoPath,
    path: z.string().optional().describe('Only this file.'),
    context_lines: z.number().int().min(0).max(1000).default(5).describe('Lines around each hunk.'),
    content: z.boolean().default(false).describe('With path: the whole versions of base, ours and theirs.'),
    preview: z.string().optional().describe('A branch or commit that could be merged.'),
  }),
  async handler({ repo_path, preview, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    return preview === undefined ? conflictsText(repo, input, call) : previewText(repo, preview, call);
  },
});
