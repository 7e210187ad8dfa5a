import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { subIssueWrites } from '../operations/issues/sub-issues.ts';

export const removeSubIssue = defineTool({
  name: 'remove_sub_issue',
  title: 'Remove sub-issue',
  description: 'Remove a sub-issue from its parent; the issue stays.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    sub_issue_id: positive().describe('Id, not the number.'),
  }),
  handler: (asked, { github }: Context, call) => subIssueWrites.remove(asked, github, call),
});
