import { defineTool, z } from '@mcp-reference/kit';
import { aliases, nameOr, positive, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updateIssue } from '../operations/issues/write.ts';

export const updateIssueLabels = defineTool({
  name: 'update_issue_labels',
  title: 'Update issue labels',
  description: 'Replace the labels of an issue.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    issue_number: positive(),
    labels: z.array(nameOr('name')).describe('Names; an empty list removes all.'),
  }),
  handler: ({ owner, repo, issue_number, labels }, { github }: Context, call) =>
    updateIssue(github, { owner, repo }, { issue_number, labels }, call),
});
