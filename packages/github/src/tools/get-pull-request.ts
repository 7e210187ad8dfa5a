import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, pullAliases, repository } from '../arguments.ts';
import { pullReads } from '../operations/pulls/reads.ts';
import { legacyPull } from '../operations/pulls/legacy.ts';

export const getPullRequest = defineTool({
  name: 'get_pull_request',
  title: 'Get pull request',
  description: 'The older name of pull_request_read get.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({ ...repository, pullNumber: positive() }),
  handler: (given, { github }: Context, call) => pullReads.get(legacyPull(given), github, call),
});
