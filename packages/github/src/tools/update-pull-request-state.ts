import { defineTool, z } from '@mcp-reference/kit';
import { choice, positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const updatePullRequestState = defineTool({
  name: 'update_pull_request_state',
  title: 'Update pull request state',
  description: 'Close or reopen a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    state: choice(['open', 'closed']),
  }),
  handler: ({ owner, repo, pullNumber, state }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, { state }, call),
});
