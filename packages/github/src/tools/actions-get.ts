import { defineTool, z } from '@mcp-reference/kit';
import { actionsGetMethods, actionsGets } from '../operations/actions/gets.ts';
import type { Context } from '../context.ts';
import { choice, pageOf, paging, repository } from '../arguments.ts';

export const actionsGet = defineTool({
  name: 'actions_get',
  title: 'Get workflow or run',
  description:
    'Read a workflow, a run, its usage or log address, a job, an artifact, or the annotations of a check run. For logs use get_job_logs.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { per_page: 'perPage' },
  input: z.object({
    ...repository,
    method: choice(actionsGetMethods),
    resource_id: z.coerce.string().describe('Id of what method reads.'),
    ...paging,
  }),
  handler: ({ method, owner, repo, resource_id, ...paged }, { github }: Context, call) =>
    actionsGets[method]({ at: { owner, repo }, id: resource_id, paged, paging: pageOf(paged) }, github, call),
});
