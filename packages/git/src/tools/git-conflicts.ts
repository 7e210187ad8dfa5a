import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { conflictsText, previewText } from '../work/conflicts.ts';

export const gitConflicts = defineTool({
  name: 'git_conflicts',
  title: 'Conflicts',
  description:
    'List the files in conflict with the kind of each, or show one (path) with base, ours, theirs and the file with its markers. preview tells what merging a revision would do, without touching anything. Resolve with git_resolve.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    path: z.string().optional(),
    content: z.boolean().default(true).describe('With path: the versions themselves.'),
    preview: z.string().optional().describe('A branch or commit.'),
  }),
  async handler({ repo_path, path, content, preview }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    return preview === undefined ? conflictsText(repo, { path, content }, call) : previewText(repo, preview, call);
  },
});
