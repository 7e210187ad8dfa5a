import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, nonBlank, positive, repository } from '../arguments.ts';
import { updateIssue as update } from '../operations/issues/write.ts';

export const updateIssue = defineTool({
  name: 'update_issue',
  title: 'Update issue',
  description: 'The older name of issue_write update.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    title: nonBlank().optional(),
    body: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    milestone: positive().optional().describe('Its number.'),
    labels: z.array(z.string()).optional(),
    state: choice(['open', 'closed']).optional(),
  }),
  handler: ({ owner, repo, ...asked }, { github }: Context, call) => update(github, { owner, repo }, asked, call),
});
