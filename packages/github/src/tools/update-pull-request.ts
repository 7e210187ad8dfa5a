import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { branchName, choice, nonBlank, positive, pullAliases, repository } from '../arguments.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const updatePullRequest = defineTool({
  name: 'update_pull_request',
  title: 'Update pull request',
  description: 'Update a pull request. To change part of the body use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    title: nonBlank().optional(),
    body: z.string().optional(),
    state: choice(['open', 'closed']).optional(),
    base: branchName().optional(),
    draft: z.boolean().optional(),
    maintainer_can_modify: z.boolean().optional(),
    reviewers: z.array(z.string()).optional().describe('Users, and teams as org/team.'),
    auto_merge: choice(['merge', 'squash', 'rebase', 'off']).optional().describe('Merges once requirements are met.'),
  }),
  handler: ({ owner, repo, pullNumber, ...changes }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, changes, call),
});
