import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive } from '../arguments.ts';
import { projectGets, projectGetMethods } from '../operations/projects/gets.ts';

export const projectsGet = defineTool({
  name: 'projects_get',
  title: 'Get project',
  description: 'Read a project, or one field, item, view or status update of it.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    method: choice(projectGetMethods),
    owner: z.string().optional(),
    owner_type: choice(['user', 'org']).optional().describe('Looked up if absent.'),
    project_number: positive().optional(),
    field_id: positive().optional().describe('From list_project_fields.'),
    item_id: positive().optional().describe('Not the issue number.'),
    field_names: z.array(z.string()).optional().describe('Fields to show.'),
    fields: z.array(z.coerce.string()).optional().describe('Field ids.'),
    status_update_id: z.string().optional().describe('Node id.'),
    view_id: z.string().optional().describe('Node id.'),
  }),
  handler: ({ method, ...asked }, { github }: Context, call) => projectGets[method](asked, github, call),
});
