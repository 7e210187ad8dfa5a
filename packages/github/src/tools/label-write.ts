import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, nonBlank, repository } from '../arguments.ts';
import { writeLabel } from '../operations/labels/write.ts';

export const labelWrite = defineTool({
  name: 'label_write',
  title: 'Write label',
  description:
    'Create, update or delete a label. color is six hex digits; deleting takes it off all issues and asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'delete']),
    name: nonBlank(),
    new_name: nonBlank().optional().describe('For update.'),
    color: z.string().optional().describe('Six hex digits.'),
    description: z.string().optional(),
  }),
  handler: (change, { github }: Context, call) => writeLabel(github, change, call),
});
