import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { assignCopilot } from '../operations/issues/copilot.ts';

export const assignCopilotToIssueWithIntent = defineTool({
  name: 'assign_copilot_to_issue_with_intent',
  title: 'Assign Copilot with reasons',
  description: 'Hand an issue to the Copilot coding agent, or suggest it, saying why and how sure you are.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    issue_number: positive(),
    rationale: z.string().describe('Why, for the record.'),
    confidence: choice(['LOW', 'MEDIUM', 'HIGH']),
    is_suggestion: z.boolean().describe('Propose it only.'),
    base_ref: z.string().optional().describe('Branch to start from.'),
    custom_instructions: z.string().optional(),
    target_repo: z.string().optional().describe('owner/name, if another one.'),
    custom_agent: z.string().optional(),
    model: z.string().optional(),
  }),
  handler: ({ rationale, confidence, is_suggestion, ...given }, { github }: Context, call) =>
    assignCopilot(github, { ...given, intent: { rationale, confidence, suggest: is_suggestion } }, call),
});
