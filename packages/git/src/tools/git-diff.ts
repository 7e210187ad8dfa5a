import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { diffText, endsOf, sinceParting } from '../work/diff.ts';

export const gitDiff = defineTool({
  name: 'git_diff',
  title: 'Diff',
  description:
    'Show what differs between the work tree and a branch or commit, or between two commits (A..B; A...B for what B changed since they parted). First the list of files, then patches, cut between hunks with a cursor; lock, generated and binary files are only counted. For what is not committed yet use git_diff_unstaged and git_diff_staged.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    target: z.string(),
    context_lines: z.number().int().min(0).max(1000).default(3),
    paths: z.array(z.string()).optional(),
    names_only: z.boolean().optional(),
    ignore_whitespace: z.boolean().optional(),
    words: z.boolean().optional().describe('Changed words instead of lines.'),
    generated: z.boolean().optional().describe('Show lock and generated files too.'),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, target, ...input }, { git }: Context, call) {
    const repo = await git.open(repo_path, call);
    const ends = await endsOf(repo, target);
    return diffText(repo, { ends: target.includes('...') ? await sinceParting(repo, ends, call) : ends }, input, call, {
      what: target.includes('..') ? 'commits' : 'work tree',
    });
  },
});
