import { defineTool, z } from '@mcp-reference/kit';
import { positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const requestPullRequestReviewers = defineTool({
  name: 'request_pull_request_reviewers',
  title: 'Request reviewers',
  description: 'Ask people, or teams as org/team, to review a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    reviewers: z.array(z.string()).describe('Logins, or org/team.'),
  }),
  handler: ({ owner, repo, pullNumber, reviewers }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, { reviewers }, call),
});
