/** Calls whose answers have a view, for the page and the tests. */
export interface Example {
  title: string;
  server: string;
  tool: string;
  args: Record<string, unknown>;
}

const garden = { owner: 'octo', repo: 'garden' };

export const examples: readonly Example[] = [
  { title: 'Table', server: 'sqlite', tool: 'query', args: { sql: 'SELECT * FROM harvest ORDER BY picked' } },
  {
    title: 'Chart',
    server: 'sqlite',
    tool: 'chart',
    args: { sql: 'SELECT plant, sum(kg) AS kg FROM harvest GROUP BY plant' },
  },
  { title: 'Diagram', server: 'sqlite', tool: 'describe_schema', args: {} },
  {
    title: 'Rows before and after',
    server: 'sqlite',
    tool: 'execute',
    args: { sql: 'DELETE FROM harvest WHERE bed = 1', dry_run: true },
  },
  { title: 'Diff with staging', server: 'git', tool: 'git_diff_unstaged', args: {} },
  { title: 'History', server: 'git', tool: 'git_log', args: { all: true } },
  {
    title: 'Edit before and after',
    server: 'filesystem',
    tool: 'edit_file',
    args: { path: 'plan/watering.md', edits: [{ oldText: 'when dry', newText: 'when it is dry' }], dryRun: true },
  },
  {
    title: 'Replacement',
    server: 'filesystem',
    tool: 'replace_text',
    args: { path: 'src', pattern: 'season', replacement: 'phase' },
  },
  { title: 'Disk usage', server: 'filesystem', tool: 'disk_usage', args: { path: '.', depth: 2 } },
  { title: 'Folder tree', server: 'filesystem', tool: 'directory_tree', args: { path: '.' } },
  {
    title: 'Review',
    server: 'github',
    tool: 'pull_request_read',
    args: { ...garden, pullNumber: 4, method: 'get_diff' },
  },
  { title: 'Issue board', server: 'github', tool: 'list_issues', args: { ...garden, state: 'all' } },
  { title: 'CI runs', server: 'github', tool: 'actions_list', args: { ...garden, method: 'list_workflow_runs' } },
];
