import { defineTool, z } from '@mcp-reference/kit';
import { pageCursor, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { blameText } from '../operations/blame.ts';

const input = z.object({
  repo_path: repoPath,
  path: z.string().describe('The file.'),
  revision: z.string().optional().describe('Default: the work tree.'),
  start_line: z.number().int().min(1).max(10_000_000).optional().describe('First line, from 1.'),
  end_line: z.number().int().min(1).max(10_000_000).optional().describe('Last line.'),
  ignore_whitespace: z.boolean().default(false).describe('Ignore changes of white space.'),
  moves: z.boolean().default(false).describe('Look through moved and copied lines.'),
  cursor: pageCursor,
});

export type BlameInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitBlame = defineTool({
  name: 'git_blame',
  title: 'Blame',
  description:
    'Show for each line of a file which commit last changed it, lines grouped by commit. For the whole history of some lines use git_log with lines.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { file: 'path' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return blameText(await git.open(repo_path, call), input, call);
  },
});
