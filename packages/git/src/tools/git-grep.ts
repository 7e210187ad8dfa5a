import { defineTool, z } from '@mcp-reference/kit';
import { flag, lineCount, pageCursor, readPaths, repoPath, text, unsaid, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { grepText } from '../operations/grep.ts';

const input = z.object({
  repo_path: repoPath,
  pattern: text(1_000, 1).describe('Text to find.'),
  revision: z.string().optional().describe('Default: work tree.'),
  paths: readPaths,
  literal: flag('Plain text.'),
  ignore_case: flag('Case-insensitive.'),
  word: flag('Whole words.'),
  context: lineCount.default(0).meta(unsaid('Lines around matches.')),
  untracked: flag('New files too.'),
  limit: upTo(5_000).default(200).describe('Most entries.'),
  cursor: pageCursor,
});

export type GrepInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitGrep = defineTool({
  name: 'git_grep',
  title: 'Grep',
  description:
    'Find lines in tracked files, now or at a revision. POSIX extended regular expression. For when a text came or went use git_log with pickaxe.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { path: 'paths', query: 'pattern' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return grepText(await git.open(repo_path, call), input, call);
  },
});
