import { defineTool, z } from '@mcp-reference/kit';
import { aliases, nonBlank, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueTitle = defineTool({
  name: 'update_issue_title',
  title: 'Update issue title',
  description: 'Change the title of an issue.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    title: nonBlank(),
  }),
  handler: ({ owner, repo, issue_number, title }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, title }, call),
});
