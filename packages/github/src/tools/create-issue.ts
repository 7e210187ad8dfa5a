import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { nonBlank, positive, repository } from '../arguments.ts';
import { createIssue as createNew } from '../operations/issues/write.ts';

export const createIssue = defineTool({
  name: 'create_issue',
  title: 'Create issue',
  description: 'The older name of issue_write create.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    title: nonBlank(),
    body: z.string().optional(),
    assignees: z.array(z.string()).optional(),
    milestone: positive().optional().describe('Its number.'),
    labels: z.array(z.string()).optional(),
  }),
  handler: ({ owner, repo, ...asked }, { github }: Context, call) => createNew(github, { owner, repo }, asked, call),
});
