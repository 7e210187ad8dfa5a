import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, namesOnly, pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { diffData } from '../data.ts';
import { diffText } from '../operations/diff.ts';

export const gitDiffStaged = defineTool({
  name: 'git_diff_staged',
  title: 'Staged changes',
  description: 'Show what would be committed. Hunk ids work in git_reset.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: repoPath,
    context_lines: contextLines,
    paths: readPaths,
    names_only: namesOnly,
    cursor: pageCursor,
  }),
  output: diffData,
  view: true,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    repo.top();
    return diffText(repo, { ends: { cached: true } }, input, call, {
      what: 'staged',
      hunkIds: input.context_lines === 3,
    });
  },
});
