import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { subIssueWrites } from '../operations/issues/sub-issues.ts';

export const reprioritizeSubIssue = defineTool({
  name: 'reprioritize_sub_issue',
  title: 'Reprioritize sub-issue',
  description: 'Move a sub-issue before or after another.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    sub_issue_id: positive().describe('Id, not the number.'),
    after_id: positive().optional().describe('Id of a sub-issue.'),
    before_id: positive().optional().describe('Id of a sub-issue.'),
  }),
  handler: (asked, { github }: Context, call) => subIssueWrites.reprioritize(asked, github, call),
});
