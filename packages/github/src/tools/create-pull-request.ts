import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { branchName, nonBlank, repository } from '../arguments.ts';
import { createPull } from '../operations/pulls/write.ts';

export const createPullRequest = defineTool({
  name: 'create_pull_request',
  title: 'Create pull request',
  description: 'Open a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    title: nonBlank(),
    body: z.string().optional(),
    head: branchName().describe('Branch or owner:branch.'),
    base: branchName(),
    draft: z.boolean().optional(),
    maintainer_can_modify: z.boolean().optional(),
    reviewers: z.array(z.string()).optional().describe('Users, and teams as org/team.'),
  }),
  handler: (asked, { github }: Context, call) => createPull(github, asked, call),
});
