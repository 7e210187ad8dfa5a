import { defineTool, z } from '@mcp-reference/kit';
import { readFile } from '../operations/content/read-file.ts';
import type { Context } from '../context.ts';
import { fields, positive, repository } from '../arguments.ts';

export const getFileContents = defineTool({
  name: 'get_file_contents',
  title: 'Get file or folder',
  description: 'Read a file of a repository, or list a folder.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { branch: 'ref' },
  input: z.object({
    ...repository,
    path: z.string().optional(),
    ref: z.string().optional().describe('Branch, tag or refs/pull/1/head.'),
    sha: z.string().optional().describe('Commit, instead of ref.'),
    start_line: positive().optional().describe('A cut text names the next.'),
    end_line: positive().optional(),
    ...fields,
  }),
  handler: ({ path = '', ref, sha, start_line, end_line, fields: wanted, ...at }, { github }: Context, call) =>
    readFile(
      github,
      {
        ...at,
        path: path.replace(/^\/+|\/+$/g, ''),
        ref: sha ?? ref,
        first: start_line,
        last: end_line,
        fields: wanted,
      },
      call,
    ),
});
