import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository, whole } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueMilestone = defineTool({
  name: 'update_issue_milestone',
  title: 'Update issue milestone',
  description: 'Set the milestone of an issue, or remove it with 0.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    milestone: whole().describe('Number of the milestone.'),
  }),
  handler: ({ owner, repo, issue_number, milestone }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, milestone }, call),
});
