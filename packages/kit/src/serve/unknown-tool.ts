import { near } from '../answer/near.ts';
import { visible } from '../answer/invisible.ts';
import type { CommonValues } from '../common-options.ts';
import type { Options } from '../options.ts';
import type { Server } from '../server.ts';
import type { CatalogTool } from './catalog.ts';
import type { Narrowing } from './http/narrow.ts';
import { whyNot } from './why-not.ts';

/** Names that other servers and hosts use, by the words of the tool that does the same job. The first that exists is meant. */
const sameJob: readonly (readonly [RegExp, readonly string[]])[] = [
  [/cherry_?pick/, ['git_cherry_pick', 'git_merge']],
  [/revert/, ['git_revert', 'git_merge']],
  [/^git_(amend|squash|reword|fixup)/, ['git_rebase']],
  [/^git_(restore|unstage|clean)/, ['git_reset']],
  [/^git_(switch)/, ['git_checkout']],
  [/^git_(rm|remove|tag_delete|delete_branch)/, ['git_delete']],
  [/^git_(init|tag)/, ['git_create']],
  [/^git_(remote|tags|branches|stashes|worktree)/, ['git_list']],
  [/^(ls|list_files?|list_dir|readdir)$/, ['list_directory']],
  [/^(cat|read|open_file|get_file|view|view_file|get_file_contents)$/, ['read_text_file', 'get_file_contents']],
  [
    /^(str_replace|str_replace_editor|apply_diff|apply_patch|patch_file|update_file|replace_in_file)/,
    ['edit_file', 'replace_text'],
  ],
  [/^(grep|ripgrep|rg|search|search_code|search_in_files|find_in_files)$/, ['search_text', 'git_grep', 'search_code']],
  [/^(find|glob|find_files?|glob_search)$/, ['search_files']],
  [/^(rm|remove|remove_file|unlink|delete|delete_directory|rmdir)$/, ['delete_file']],
  [/^(mv|rename|rename_file)$/, ['move_file']],
  [/^(cp|duplicate_file)$/, ['copy_file']],
  [/^(mkdir|create_folder|make_directory)$/, ['create_directory']],
  [/^(stat|file_info)$/, ['get_file_info']],
  [/^(create_file|save_file|put_file)$/, ['write_file', 'create_or_update_file']],
  [/^(query|run_query|execute_query|select|sql|run_sql|execute_sql)$/, ['query', 'read_query', 'execute']],
  [/^(insert|update|delete_rows?|write_query|create_table)$/, ['execute', 'write_query']],
  [/^(tables|show_tables|get_tables|list_tables)$/, ['list_tables', 'describe_schema']],
  [/^(schema|get_schema|describe|describe_table)$/, ['describe_schema', 'describe_table']],
  [/^get_workflow_(run|job)_logs$/, ['get_job_logs', 'actions_get']],
  [/^list_workflows?(_runs|_jobs|_run_artifacts)?$/, ['actions_list']],
  [/^(get_workflow(_run|_job|_run_usage)?|download_workflow_run_artifact)$/, ['actions_get']],
  [
    /^(run_workflow|rerun_workflow_run|rerun_failed_jobs|cancel_workflow_run|delete_workflow_run_logs)$/,
    ['actions_run_trigger'],
  ],
  [/^list_project(s|_fields|_items)$/, ['projects_list']],
  [/^get_project(_field|_item)?$/, ['projects_get']],
  [/^(add|update|delete)_project_item$/, ['projects_write']],
  [/^(get|list)_issue_(comments|labels|timeline|events)$|^list_sub_issues$/, ['issue_read']],
  [
    /^(get|list)_(pull_request|pr)_(diff|files|commits|checks|status|reviews|comments|review_comments)$/,
    ['pull_request_read'],
  ],
  [
    /^(create|submit|create_and_submit|create_pending|submit_pending|delete_pending)_(pull_request|pr)_review$/,
    ['pull_request_review_write'],
  ],
  [/^(create|update|edit|delete)_label$/, ['label_write']],
  [/^(create|update|edit|delete)_milestone$/, ['milestone_write']],
  [/^(create|update|edit|delete)_release$/, ['release_write']],
];

/**
 * Explains why a call names no tool of this start: how to get one that exists, or which tools are meant. Made from the tool table, so
 * that it says the same in all servers.
 */
export function unknownTool<Context>(
  given: string,
  offered: readonly CatalogTool<Context>[],
  catalog: readonly CatalogTool<Context>[],
  {
    server,
    values,
    narrowed,
  }: { server: Server<Options, Context>; values: CommonValues; narrowed?: Narrowing | undefined },
): string {
  const name = visible(given.slice(0, 100));
  const exact = catalog.find((tool) => tool.name === given);
  if (exact !== undefined) return `${name} ${whyNot(exact, server, values, narrowed)}`;
  const names = offered.map((tool) => tool.name);
  const job = sameJob.flatMap(([words, tools]) => (words.test(given) ? tools : []));
  const meant = [...new Set([...job.filter((tool) => names.includes(tool)), ...near(given, names)])].slice(0, 3);
  if (meant.length > 0) return `There is no tool ${name}. Did you mean ${meant.join(' or ')}?`;
  const off = catalog.map((tool) => tool.name).filter((tool) => !names.includes(tool));
  const [other] = [...job.filter((tool) => off.includes(tool)), ...near(given, off, 1)];
  const nearest = catalog.find((tool) => tool.name === other);
  if (nearest !== undefined)
    return `There is no tool ${name}. Did you mean ${nearest.name}? It ${whyNot(nearest, server, values, narrowed)}`;
  return `There is no tool ${name}. This server offers: ${names.slice(0, 60).join(', ')}${names.length > 60 ? ' and more' : ''}.`;
}
