import { defineTool, z } from '@mcp-reference/kit';
import { contextLines, pageCursor, namesOnly, repoPath } from '../arguments.ts';
import type { Context } from '../context.ts';
import { showText } from '../operations/show.ts';

const input = z.object({
  repo_path: repoPath,
  revision: z.string().describe('A commit, tag, stash or object.'),
  path: z.string().optional().describe('A file or folder at that revision.'),
  start_line: z.number().int().min(1).optional().describe('First line of the file.'),
  end_line: z.number().int().min(1).optional().describe('Last line.'),
  mail: z.boolean().optional().describe('As patches that git_apply takes.'),
  context_lines: contextLines,
  paths: z.array(z.string()).optional().describe('Only changes of these.'),
  names_only: namesOnly,
  ignore_whitespace: z.boolean().optional().describe('Ignore changes of white space.'),
  generated: z.boolean().optional().describe('Show generated files too.'),
  cursor: pageCursor,
});

export type ShowInput = Omit<z.infer<typeof input>, 'repo_path'>;

export const gitShow = defineTool({
  name: 'git_show',
  title: 'Show',
  description:
    'Show one commit with its message and changes, a tag, or a file or folder as it is at a revision (path). mail gives commits (A..B) as patches that git_apply takes. For lists of commits use git_log.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  aliases: { commit: 'revision', object: 'revision' },
  input,
  view: true,
  async handler({ repo_path, ...input }, { git }: Context, call) {
    return showText(await git.open(repo_path, call), input, call);
  },
});
