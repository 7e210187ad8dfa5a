import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, positive, repository } from '../input.ts';
import { pullReads } from '../pulls/reads.ts';
import { legacyPull } from '../pulls/legacy.ts';

export const getPullRequestStatus = defineTool({
  name: 'get_pull_request_status',
  title: 'Get pull request status',
  description: 'The older name of pull_request_read get_status.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, pullNumber: positive() }),
  handler: (given, { github }: Context, call) => pullReads.get_status(legacyPull(given), github, call),
});
