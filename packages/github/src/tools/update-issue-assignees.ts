import { defineTool, z } from '@mcp-reference/kit';
import { aliases, nameOr, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueAssignees = defineTool({
  name: 'update_issue_assignees',
  title: 'Update issue assignees',
  description: 'Replace the assignees of an issue.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    assignees: z.array(nameOr('login')).describe('Logins; an empty list removes all.'),
  }),
  handler: ({ owner, repo, issue_number, assignees }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, assignees }, call),
});
