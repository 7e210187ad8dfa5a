import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, positive } from '../arguments.ts';
import { checkedItems, namedItem, updatedField } from '../operations/projects/change.ts';
import { projectWriteMethods, projectWrites } from '../operations/projects/writes.ts';
import { refuseOthers } from '../operations/projects/write-arguments.ts';

export const projectsWrite = defineTool({
  name: 'projects_write',
  title: 'Write project',
  description:
    'Change a project: its items (by item_id, or item_owner, item_repo and number), views, status updates and fields. Deleting asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    method: choice(projectWriteMethods),
    owner: z.string(),
    owner_type: choice(['user', 'org']).optional(),
    project_number: positive().optional().describe('From projects_list.'),
    ...namedItem,
    updated_field: updatedField.optional().describe('By id or name; value null clears it.'),
    items: z.array(z.looseObject({})).optional().describe('Each as for update_project_item.'),
    title: z.string().optional(),
    body: z.string().optional(),
    status: choice(['INACTIVE', 'ON_TRACK', 'AT_RISK', 'OFF_TRACK', 'COMPLETE']).optional(),
    start_date: z.string().optional().describe('ISO date.'),
    target_date: z.string().optional().describe('ISO date.'),
    view_id: z.string().optional().describe('Node id.'),
    name: z.string().optional(),
    layout: choice(['table', 'board', 'roadmap']).optional(),
    filter: z.string().nullable().optional().describe('null for none.'),
    visible_fields: z.array(z.coerce.string()).optional().describe('Field ids.'),
    visible_field_names: z.array(z.string()).optional().describe('Instead of visible_fields.'),
    field_name: z.string().optional(),
    iteration_duration: positive().optional().describe('Length in days.'),
    iterations: z
      .array(
        z.object({
          title: z.string(),
          start_date: z.string().describe('ISO date.'),
          duration: positive().describe('Length in days.'),
        }),
      )
      .optional(),
  }),
  handler({ method, ...asked }, { github }: Context, call) {
    refuseOthers(method, asked);
    return projectWrites[method]({ ...asked, items: checkedItems(asked) }, github, call);
  },
});
