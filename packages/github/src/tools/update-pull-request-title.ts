import { defineTool, z } from '@mcp-reference/kit';
import { nonBlank, positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const updatePullRequestTitle = defineTool({
  name: 'update_pull_request_title',
  title: 'Update pull request title',
  description: 'Change the title of a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    title: nonBlank(),
  }),
  handler: ({ owner, repo, pullNumber, title }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, { title }, call),
});
