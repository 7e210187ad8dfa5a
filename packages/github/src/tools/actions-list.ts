import { defineTool, z } from '@mcp-reference/kit';
import { actionsLists, actionsListMethods } from '../operations/actions/lists.ts';
import type { Context } from '../context.ts';
import { refuse } from '../operations/report.ts';
import { branchFilter, choice, fields, pageOf, paging, repository } from '../arguments.ts';

export const actionsList = defineTool({
  name: 'actions_list',
  title: 'List workflows and runs',
  description:
    'List workflows, runs (resource_id: a workflow, or none for all), jobs or artifacts (resource_id: a run).',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { per_page: 'perPage' },
  input: z.object({
    ...repository,
    method: choice(actionsListMethods),
    resource_id: z.coerce.string().optional().describe('Workflow or run.'),
    workflow_runs_filter: z
      .object({
        actor: z.string().optional(),
        branch: branchFilter().optional(),
        event: z.string().optional().describe('Such as push.'),
        status: z.string().optional().describe('Such as failure.'),
      })
      .optional(),
    workflow_jobs_filter: z
      .object({ filter: choice(['latest', 'all']).optional().describe('latest: the last attempt.') })
      .optional(),
    ...fields,
    ...paging,
  }),
  view: true,
  handler: (
    { method, owner, repo, resource_id, workflow_runs_filter, workflow_jobs_filter, fields: wanted, ...paged },
    { github }: Context,
    call,
  ) => {
    if (method !== 'list_workflow_runs') refuse({ workflow_runs_filter }, 'goes with method list_workflow_runs');
    if (method !== 'list_workflow_jobs') refuse({ workflow_jobs_filter }, 'goes with method list_workflow_jobs');
    if (method === 'list_workflows') refuse({ resource_id }, 'does not go with method list_workflows');
    return actionsLists[method](
      {
        at: { owner, repo },
        id: resource_id,
        runs: workflow_runs_filter ?? {},
        jobs: workflow_jobs_filter ?? {},
        fields: wanted,
        paged,
        paging: pageOf(paged),
      },
      github,
      call,
    );
  },
});
