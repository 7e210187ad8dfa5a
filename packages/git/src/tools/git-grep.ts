import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, readPaths, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { grepText } from '../operations/grep.ts';

const input = z.object({
  repo_path: repoPath,
  pattern: z.string().min(1).max(1000).describe('What to find in a line.'),
  revision: z.string().optional().describe('Search there. Default: the work tree.'),
  paths: readPaths,
  literal: z.boolean().default(false).describe('The pattern is plain text.'),
  ignore_case: z.boolean().default(false).describe('Case-insensitive.'),
  word: z.boolean().default(false).describe('Whole words only.'),
  context: z.number().int().min(0).max(20).default(0).describe('Lines around each match.'),
  untracked: z.boolean().default(false).describe('Search new files too.'),
  limit: z.number().int().min(1).max(5000).default(200).describe('Lines at most.'),
  cursor: pageCursor,
});

export type GrepInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitGrep = defineTool({
  name: 'git_grep',
  title: 'Grep',
  description:
    'Find lines in tracked files, now or at any revision, grouped by file. The pattern is a POSIX extended regular expression unless literal is set. For when a text came or went use git_log with pickaxe.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { path: 'paths', query: 'pattern' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return grepText(await git.open(repo_path, call), input, call);
  },
});
