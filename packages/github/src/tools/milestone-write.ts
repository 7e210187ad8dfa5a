import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, nonBlank, positive, repository } from '../arguments.ts';
import { writeMilestone } from '../operations/milestones/write.ts';

export const milestoneWrite = defineTool({
  name: 'milestone_write',
  title: 'Write milestone',
  description: 'Create, update or delete a milestone. Deleting takes it off all issues and asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'delete']),
    milestone_number: positive().optional().describe('For update and delete.'),
    title: nonBlank().optional(),
    description: z.string().optional(),
    state: choice(['open', 'closed']).optional(),
    due_on: z.string().optional().describe('ISO date.'),
  }),
  handler: (change, { github }: Context, call) => writeMilestone(github, change, call),
});
