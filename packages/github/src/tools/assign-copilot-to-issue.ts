import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { assignCopilot } from '../operations/issues/copilot.ts';

export const assignCopilotToIssue = defineTool({
  name: 'assign_copilot_to_issue',
  title: 'Assign Copilot',
  description: 'Hand an issue to the Copilot coding agent, which opens a pull request for it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    base_ref: z.string().optional().describe('Branch to start from.'),
    custom_instructions: z.string().optional(),
    target_repo: z.string().optional().describe('owner/name, if another one.'),
    custom_agent: z.string().optional(),
    model: z.string().optional(),
  }),
  handler: (given, { github }: Context, call) => assignCopilot(github, given, call),
});
