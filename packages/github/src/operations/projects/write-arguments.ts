import { refuse } from '../report.ts';

const item = ['item_id', 'item_owner', 'item_repo', 'item_type', 'issue_number', 'pull_request_number'] as const;
const shown = ['visible_fields', 'visible_field_names'] as const;

/** The arguments of each method beside the owner and the project. */
const own = {
  add_project_item: item,
  add_draft_issue: ['title', 'body'],
  update_project_item: [...item, 'updated_field'],
  update_project_items: ['items', 'updated_field'],
  delete_project_item: item,
  create_project_status_update: ['body', 'status', 'start_date', 'target_date'],
  create_project_view: ['name', 'layout', 'filter', ...shown],
  // That a view shows other fields is refused by the method itself, which says why.
  update_project_view: ['view_id', 'name', 'layout', 'filter', ...shown],
  delete_project_view: ['view_id'],
  create_project: ['title'],
  create_iteration_field: ['field_name', 'start_date', 'iteration_duration', 'iterations'],
} as const;

/** @throws ToolError `invalid` for arguments of other methods: ignored, they would be taken for done */
export function refuseOthers(method: keyof typeof own, given: Readonly<Record<string, unknown>>): void {
  const its: readonly string[] = [
    'owner',
    'owner_type',
    ...(method === 'create_project' ? [] : ['project_number']),
    ...own[method],
  ];
  // A null is how some clients leave an argument out.
  const others = Object.entries(given).filter(([name, value]) => value !== null && !its.includes(name));
  refuse(Object.fromEntries(others), `not for ${method}, which takes ${its.join(', ')}`);
}
