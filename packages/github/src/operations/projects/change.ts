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
const change = z.strictObject({ ...namedItem, node_id: z.string().min(1).optional(), updated_field: updatedField });

type Change = z.infer<typeof change>;

/** The items of a change of several; a field beside them is meant for each of them. @throws ToolError `invalid` */
export function checkedItems({
  items,
  updated_field,
}: {
  items?: readonly object[] | undefined;
  updated_field?: Change['updated_field'] | undefined;
}): Change[] | undefined {
  if (updated_field === undefined) return items?.map(checkedItem);
  const own = items?.findIndex((item) => 'updated_field' in item) ?? -1;
  if (own >= 0) throw new ToolError('invalid', `updated_field: items.${own} has its own; give one of them.`);
  return items?.map((item, index) => checkedItem({ ...item, updated_field }, index));
}

function checkedItem(item: object, index: number): Change {
  const { data, error } = change.safeParse(item);
  if (data !== undefined) return data;
  const wrong = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  throw new ToolError('invalid', `items.${index}: ${wrong}.`);
}
