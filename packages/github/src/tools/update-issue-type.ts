import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueType = defineTool({
  name: 'update_issue_type',
  title: 'Update issue type',
  description: 'Set the type of an issue, or remove it with null.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    issue_type: z.string().nullable().describe('Name; null for none.'),
  }),
  handler: ({ owner, repo, issue_number, issue_type: type }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, type }, call),
});
