import { defineTool, z } from '@mcp-reference/kit';
import { flag, lineNumber, pageCursor, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { blameText } from '../operations/blame.ts';

const input = z.object({
  repo_path: repoPath,
  path: z.string().describe('File.'),
  revision: z.string().optional().describe('Default: work tree.'),
  start_line: lineNumber.optional().describe('First line.'),
  end_line: lineNumber.optional().describe('Last line.'),
  ignore_whitespace: flag('Ignore white space.'),
  moves: flag('Follow moved and copied lines.'),
  cursor: pageCursor,
});

export type BlameInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitBlame = defineTool({
  name: 'git_blame',
  title: 'Blame',
  description:
    'Show which commit last changed each line of a file. For the history of some lines use git_log with lines.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { file: 'path' },
  input,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return blameText(await git.open(repo_path, call), input, call);
  },
});
