import { ToolError, z } from '@mcp-reference/kit';
import { choice, positive } from '../../arguments.ts';

export const updatedField = z.object({ id: positive().optional(), name: z.string().optional(), value: z.unknown() });

export const namedItem = {
  item_id: positive().optional().describe('Not the issue number.'),
  item_owner: z.string().optional().describe('Owner of its repository.'),
  item_repo: z.string().optional(),
  item_type: choice(['issue', 'pull_request']).optional(),
  issue_number: positive().optional(),
  pull_request_number: positive().optional(),
};

/** One of items. Checked here and not announced: it would repeat the arguments of the tool itself. */
const change = z.strictObject({ ...namedItem, updated_field: updatedField });

/** @throws ToolError `invalid` */
export function checkedItem(item: object, index: number): z.infer<typeof change> {
  const { data, error } = change.safeParse(item);
  if (data !== undefined) return data;
  const wrong = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  throw new ToolError('invalid', `items.${index}: ${wrong}.`);
}
