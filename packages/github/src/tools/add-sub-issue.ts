import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { subIssueWrites } from '../operations/issues/sub-issues.ts';

export const addSubIssue = defineTool({
  name: 'add_sub_issue',
  title: 'Add sub-issue',
  description: 'Add an issue below another. The id is not the number: issue_read shows it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    sub_issue_id: positive().describe('Id, not the number.'),
    replace_parent: z.boolean().optional().describe('Take it from another parent.'),
  }),
  handler: (asked, { github }: Context, call) => subIssueWrites.add(asked, github, call),
});
