import { defineTool, z } from '@mcp-reference/kit';
import { choice, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { subIssueMethods, subIssueWrites } from '../operations/issues/sub-issues.ts';

export const subIssueWrite = defineTool({
  name: 'sub_issue_write',
  title: 'Change sub-issues',
  description: 'Add, remove or reprioritize a sub-issue.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    method: choice(subIssueMethods),
    sub_issue_id: positive().describe('Id from issue_read.'),
    replace_parent: z.boolean().optional(),
    after_id: positive().optional().describe('Put it after this.'),
    before_id: positive().optional().describe('Put it before this.'),
  }),
  handler: ({ method, ...asked }, { github }: Context, call) => subIssueWrites[method](asked, github, call),
});
