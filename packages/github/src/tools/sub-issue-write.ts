import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';

export const subIssueWrite = defineTool({
  name: 'sub_issue_write',
  title: 'Change sub-issues',
  description: 'Add, remove or reprioritize a sub-issue. Ids are not numbers: issue_read shows them.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    method: choice(['add', 'remove', 'reprioritize']),
    sub_issue_id: positive(),
    replace_parent: z.boolean().optional(),
    after_id: positive().optional(),
    before_id: positive().optional(),
  }),
  async handler(
    { owner, repo, issue_number, method, sub_issue_id, replace_parent, after_id, before_id },
    { github }: Context,
    call,
  ) {
    const at = { owner, repo, issue_number, sub_issue_id };
    if (method === 'add') {
      const { number } = await github.write(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/sub_issues',
        { ...at, replace_parent },
        call,
      );
      return `Added a sub-issue to #${number}`;
    }
    if (method === 'remove') {
      const { number } = await github.write('DELETE /repos/{owner}/{repo}/issues/{issue_number}/sub_issue', at, call);
      return `Removed a sub-issue from #${number}`;
    }
    if ((after_id === undefined) === (before_id === undefined))
      throw new ToolError('invalid', 'Give either after_id or before_id.');
    await github.write(
      'PATCH /repos/{owner}/{repo}/issues/{issue_number}/sub_issues/priority',
      { ...at, after_id, before_id },
      call,
    );
    return `Moved the sub-issue of #${issue_number}`;
  },
});
