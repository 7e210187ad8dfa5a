import { defineTool, z } from '@mcp-reference/kit';
import { aliases, choice, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueState = defineTool({
  name: 'update_issue_state',
  title: 'Update issue state',
  description: 'Close or reopen an issue, with a reason.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    state: choice(['open', 'closed']),
    state_reason: choice(['completed', 'not_planned', 'duplicate']).optional().describe('For closed.'),
    duplicate_of: positive().optional().describe('Number of the original issue.'),
  }),
  handler: ({ owner, repo, issue_number, ...state }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, ...state }, call),
});
