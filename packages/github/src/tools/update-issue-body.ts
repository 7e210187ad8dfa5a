import { defineTool, z } from '@mcp-reference/kit';
import { aliases, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueBody = defineTool({
  name: 'update_issue_body',
  title: 'Update issue body',
  description: 'Replace the body of an issue. To change part of it use edit_body.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    body: z.string(),
  }),
  handler: ({ owner, repo, issue_number, body }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, body }, call),
});
