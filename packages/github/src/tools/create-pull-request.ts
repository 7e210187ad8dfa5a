import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { repository } from '../input.ts';
import { askReviewers } from '../pulls/reviewers.ts';

export const createPullRequest = defineTool({
  name: 'create_pull_request',
  title: 'Create pull request',
  description: 'Open a pull request from head (a branch, or owner:branch of a fork) into base.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    title: z.string(),
    body: z.string().optional(),
    head: z.string(),
    base: z.string(),
    draft: z.boolean().optional(),
    maintainer_can_modify: z.boolean().optional(),
    reviewers: z.array(z.string()).optional().describe('Users, and teams as org/team.'),
  }),
  async handler({ owner, repo, reviewers, ...rest }, { github }: Context, call) {
    const made = await github.write('POST /repos/{owner}/{repo}/pulls', { owner, repo, ...rest }, call);
    await askReviewers(github, { owner, repo, pull_number: made.number, reviewers }, call);
    return `Created pull request #${made.number}: ${made.html_url}`;
  },
});
