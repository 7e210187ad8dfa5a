import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, pageCursor, namesOnly, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { diffData } from '../data.ts';
import { diffText } from '../operations/diff.ts';

export const gitDiffUnstaged = defineTool({
  name: 'git_diff_unstaged',
  title: 'Diff of what is not staged',
  description:
    'Show changes of the work tree that are not staged. Each hunk has an id that git_add and git_reset take; new files are in git_status.',
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
    return diffText(repo, { ends: { cached: false } }, input, call, {
      what: 'not staged',
      hunkIds: input.context_lines === 3,
    });
  },
});
