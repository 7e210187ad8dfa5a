import { defineTool, z } from '@mcp-reference/kit';
import { actionsTriggerMethods, actionsTriggers } from '../operations/actions/triggers.ts';
import type { Context } from '../context.ts';
import { choice, nonBlank, positive, repository } from '../arguments.ts';

export const actionsRunTrigger = defineTool({
  name: 'actions_run_trigger',
  title: 'Run, rerun or cancel',
  description:
    'Run a workflow (workflow_id, ref, inputs), rerun a run or its failed jobs, cancel it, or delete its logs, which asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(actionsTriggerMethods),
    workflow_id: z.coerce.string().optional().describe('Id or file name.'),
    ref: nonBlank().optional().describe('Branch or tag.'),
    inputs: z.record(z.string(), z.unknown()).optional().describe('Of the workflow.'),
    run_id: positive().optional().describe('For all methods but run_workflow.'),
  }),
  handler: ({ method, owner, repo, ...asked }, { github }: Context, call) =>
    actionsTriggers[method]({ at: { owner, repo }, ...asked }, github, call),
});
