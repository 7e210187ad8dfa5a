import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive } from '../arguments.ts';
import { projectLists, projectListMethods } from '../operations/projects/lists.ts';

export const projectsList = defineTool({
  name: 'projects_list',
  title: 'List projects',
  description:
    'List projects, or the fields, items (query filters them, field_names adds values), views or status updates of one.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases: { perPage: 'per_page' },
  input: z.object({
    method: choice(projectListMethods),
    owner: z.string(),
    owner_type: choice(['user', 'org']).optional(),
    project_number: positive().optional().describe('From list_projects.'),
    query: z.string().optional(),
    field_names: z.array(z.string()).optional().describe('Fields to show.'),
    fields: z.array(z.coerce.string()).optional().describe('Field ids.'),
    after: z.string().optional().describe('Cursor of the last answer.'),
    before: z.string().optional().describe('Cursor backwards.'),
    per_page: positive().optional(),
  }),
  handler: ({ method, ...asked }, { github }: Context, call) => projectLists[method](asked, github, call),
});
