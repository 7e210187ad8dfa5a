import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, lineNumber, namesOnly, pageCursor, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { showText } from '../operations/show.ts';

const input = z.object({
  repo_path: repoPath,
  revision: z.string().describe('Commit, tag, stash or object.'),
  path: z.string().optional().describe('File or folder.'),
  start_line: lineNumber.optional().describe('First line.'),
  end_line: lineNumber.optional().describe('Last line.'),
  mail: z.boolean().optional().describe('Mails for git_apply; A..B too.'),
  context_lines: contextLines,
  paths: z.array(z.string()).optional().describe('Only these files.'),
  names_only: namesOnly,
  ignore_whitespace: z.boolean().optional().describe('Ignore white space.'),
  generated: z.boolean().optional().describe('Generated files too.'),
  cursor: pageCursor,
});

export type ShowInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitShow = defineTool({
  name: 'git_show',
  title: 'Show',
  description:
    'Show a commit with its changes, a tag, or a file or folder at a revision (path). For lists of commits use git_log.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { commit: 'revision', object: 'revision' },
  input,
  view: true,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return showText(await git.open(repo_path, call), input, call);
  },
});
