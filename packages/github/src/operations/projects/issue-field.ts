import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { repositoryOf } from '../../api/scope.ts';
import { plain } from '../../present/text.ts';
import { fieldValues } from '../issues/field-values.ts';
import type { ProjectAt } from './project.ts';

/** Sets a project field that belongs to the issue behind the item: the project only shows it. */
export async function setIssueField(
  at: ProjectAt,
  item_id: number,
  { name, value }: { name: string; value: unknown },
  refusal: ToolError,
  github: GitHub,
  call: Call,
): Promise<string> {
  const issue = await issueOf(at, item_id, github, call).catch((error: unknown) => {
    if (error instanceof ToolError) return undefined;
    throw error;
  });
  const elsewhere = new ToolError(
    'unsupported',
    `${refusal.message} ${plain(name)} is a field of the issue itself: set it with issue_write issue_fields.`,
    { cause: refusal },
  );
  if (issue === undefined) throw elsewhere;
  const { owner, repo, issue_number } = issue;
  const change = { field_name: name, ...(value === null ? { delete: true } : { value }) };
  const { values, removed } = await fieldValues(github, { owner, fields: [change] }, call).catch((error: unknown) => {
    throw error instanceof ToolError && error.reason === 'not_found' ? elsewhere : error;
  });
  if (values !== undefined)
    await github.rest.issues.update({ owner, repo, issue_number, issue_field_values: values }, call);
  for (const { id } of removed)
    await github.request(
      'DELETE /repos/{owner}/{repo}/issues/{issue_number}/issue-field-values/{issue_field_id}',
      { owner, repo, issue_number, issue_field_id: id },
      call,
    );
  return `Updated ${plain(name)} of ${owner}/${repo}#${issue_number}, the issue behind item ${item_id}`;
}

async function issueOf({ owner, isOrg, number }: ProjectAt, item_id: number, github: GitHub, call: Call) {
  const wanted = { project_number: number, item_id };
  const {
    data: { content },
  } = isOrg
    ? await github.rest.projects.getOrgItem({ org: owner, ...wanted }, call)
    : await github.rest.projects.getUserItem({ username: owner, ...wanted }, call);
  const name = repositoryOf(content)?.split('/');
  const issue_number: unknown =
    typeof content === 'object' && content !== null && 'number' in content ? content.number : 0;
  const [of = '', repo = ''] = name ?? [];
  return name === undefined || typeof issue_number !== 'number' ? undefined : { owner: of, repo, issue_number };
}
