import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, namesOnly, pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { diffData } from '../data.ts';
import { diffText, endsOf, sinceParting } from '../operations/diff.ts';

const input = z.object({
  repo_path: repoPath,
  target: z.string().describe('Commit or range.'),
  context_lines: contextLines,
  paths: readPaths,
  names_only: namesOnly,
  ignore_whitespace: z.boolean().optional().describe('Ignore white space.'),
  words: z.boolean().optional().describe('Changed words, not lines.'),
  generated: z.boolean().optional().describe('Lock and generated files too.'),
  cursor: pageCursor,
});

export type DiffInput = Omit<z.infer<typeof input>, 'repo_path' | 'target'>;

export const gitDiff = defineTool({
  name: 'git_diff',
  title: 'Diff',
  description:
    'Compare the work tree with a commit, or two commits (A..B; A...B since they parted). Lock, generated and binary files are only counted. For uncommitted changes use git_diff_unstaged or git_diff_staged.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { revision: 'target', range: 'target' },
  input,
  output: diffData,
  view: true,
  async handler({ repo_path, target, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    const ends = await endsOf(repo, target);
    return diffText(repo, { ends: target.includes('...') ? await sinceParting(repo, ends, call) : ends }, input, call, {
      what: target.includes('..') ? 'commits' : 'work tree',
    });
  },
});
