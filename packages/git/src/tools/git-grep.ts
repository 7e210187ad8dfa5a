import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { grepText } from '../work/grep.ts';

export const gitGrep = defineTool({
  name: 'git_grep',
  title: 'Grep',
  description:
    'Find lines in tracked files, now or at any revision, grouped by file. The pattern is a POSIX extended regular expression unless literal is set. For when a text came or went use git_log with pickaxe.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: z.string().optional(),
    pattern: z.string().min(1).max(1000),
    revision: z.string().optional(),
    paths: z.array(z.string()).optional(),
    literal: z.boolean().default(false),
    ignore_case: z.boolean().default(false),
    word: z.boolean().default(false),
    context: z.number().int().min(0).max(20).default(0),
    untracked: z.boolean().default(false),
    limit: z.number().int().min(1).max(5000).default(200),
    cursor: z.string().optional(),
  }),
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return grepText(await git.open(repo_path, call), input, call);
  },
});
