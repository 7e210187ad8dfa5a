import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, pullAliases, repository } from '../arguments.ts';
import { pullReads } from '../operations/pulls/reads.ts';
import { legacyPull } from '../operations/pulls/legacy.ts';

export const getPullRequestStatus = defineTool({
  name: 'get_pull_request_status',
  title: 'Get pull request status',
  description: 'The older name of pull_request_read get_status.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({ ...repository, pullNumber: positive() }),
  handler: (given, { github }: Context, call) => pullReads.get_status(legacyPull(given), github, call),
});
