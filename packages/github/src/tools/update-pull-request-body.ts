import { defineTool, z } from '@mcp-reference/kit';
import { positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const updatePullRequestBody = defineTool({
  name: 'update_pull_request_body',
  title: 'Update pull request body',
  description: 'Replace the body of a pull request. To change part of it use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    body: z.string(),
  }),
  handler: ({ owner, repo, pullNumber, body }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, { body }, call),
});
