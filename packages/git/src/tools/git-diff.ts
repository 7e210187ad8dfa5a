import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, pageCursor, namesOnly, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { diffData } from '../data.ts';
import { diffText, endsOf, sinceParting } from '../operations/diff.ts';

const input = z.object({
  repo_path: repoPath,
  target: z.string().describe('A commit, or a range A..B or A...B.'),
  context_lines: contextLines,
  paths: readPaths,
  names_only: namesOnly,
  ignore_whitespace: z.boolean().optional().describe('Ignore changes of white space.'),
  words: z.boolean().optional().describe('Changed words instead of lines.'),
  generated: z.boolean().optional().describe('Show lock and generated files too.'),
  cursor: pageCursor,
});

export type DiffInput = Omit<z.infer<typeof input>, 'repo_path' | 'target'>;

export const gitDiff = defineTool({
  name: 'git_diff',
  title: 'Diff',
  description:
    'Show what differs between the work tree and a branch or commit, or between two commits (A..B; A...B for what B changed since they parted). First the list of files, then patches, cut between hunks with a cursor; lock, generated and binary files are only counted. For what is not committed yet use git_diff_unstaged and git_diff_staged.',
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
