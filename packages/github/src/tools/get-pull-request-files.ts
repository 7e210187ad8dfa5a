import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { paging, positive, pullAliases, repository } from '../arguments.ts';
import { pullReads } from '../operations/pulls/reads.ts';
import { legacyPull } from '../operations/pulls/legacy.ts';

export const getPullRequestFiles = defineTool({
  name: 'get_pull_request_files',
  title: 'Get pull request files',
  description: 'The older name of pull_request_read get_files.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({ ...repository, pullNumber: positive(), ...paging }),
  handler: (given, { github }: Context, call) => pullReads.get_files(legacyPull(given), github, call),
});
