import { found, type Case } from '../case.ts';
import { garden, labs } from '../places.ts';

export const projects: readonly Case[] = [
  {
    tool: 'list_global_security_advisories',
    args: { ecosystem: 'npm' },
    says: /GHSA-/,
    asks: ['security-advisories/list-global-advisories'],
  },
  {
    tool: 'get_global_security_advisory',
    args: async (session) => ({ ghsaId: await found(session, 'list_global_security_advisories', {}, /(GHSA-[\w-]+)/) }),
    says: /GHSA-/,
    asks: ['security-advisories/get-global-advisory'],
  },
  {
    tool: 'list_repository_security_advisories',
    args: garden,
    says: /advisor/,
    asks: ['security-advisories/list-repository-advisories'],
  },
  {
    tool: 'list_org_repository_security_advisories',
    args: { org: 'octo-labs' },
    says: /advisor/,
    asks: ['security-advisories/list-org-repository-advisories'],
  },
  { tool: 'list_gists', args: {}, says: /public "When to sow what" by octo; sowing\.md/, asks: ['gists/list'] },
  { tool: 'list_gists', args: { username: 'octo' }, says: /sowing\.md/, asks: ['gists/list-for-user'] },
  {
    tool: 'get_gist',
    args: async (session) => ({ gist_id: await found(session, 'list_gists', {}, /(\w+) public/) }),
    says: /- pea: March/,
    asks: ['gists/get'],
  },
  {
    tool: 'projects_list',
    args: { method: 'list_projects', owner: 'octo-labs' },
    says: /#1 open \w+ "Roadmap"/,
    asks: ['users/get-by-username', 'projects/list-for-org'],
  },
  {
    tool: 'projects_list',
    args: { method: 'list_projects', owner: 'octo', owner_type: 'user' },
    says: /project/,
    asks: ['projects/list-for-user'],
  },
  {
    tool: 'projects_list',
    args: { ...labs, method: 'list_project_fields' },
    says: /Title \(title\)/,
    asks: ['projects/list-fields-for-org'],
  },
  {
    tool: 'projects_list',
    args: { ...labs, method: 'list_project_items', field_names: ['Title'] },
    says: /Issue[^\n]*"Too hot at noon"/,
    asks: ['projects/list-items-for-org'],
  },
  {
    tool: 'projects_list',
    args: { owner: 'octo', owner_type: 'user', project_number: 1, method: 'list_project_views' },
    says: /view/,
  },
  {
    tool: 'projects_list',
    args: { owner: 'octo', owner_type: 'user', project_number: 1, method: 'list_project_status_updates' },
    says: /status update/,
  },
  { tool: 'projects_get', args: { ...labs, method: 'get_project' }, says: /"Roadmap"/, asks: ['projects/get-for-org'] },
  {
    tool: 'projects_get',
    args: async (session) => ({
      ...labs,
      method: 'get_project_item',
      item_id: await found(session, 'projects_list', { ...labs, method: 'list_project_items' }, /item (\d+)/),
    }),
    says: /"Too hot at noon"/,
    asks: ['projects/get-org-item'],
  },
  {
    tool: 'projects_get',
    args: async (session) => ({
      ...labs,
      method: 'get_project_field',
      field_id: await found(
        session,
        'projects_list',
        { ...labs, method: 'list_project_fields' },
        /Title \(title\); id (\d+)/,
      ),
    }),
    says: /Title \(title\)/,
    asks: ['projects/get-field-for-org'],
  },
  ...['labels', 'assignees', 'milestones', 'branches', 'reviewers'].map((method) => ({
    tool: 'ui_get',
    args: { ...garden, method },
    says: /choice/,
  })),
  ...['issue_types', 'issue_fields'].map((method) => ({
    tool: 'ui_get',
    args: { owner: 'octo-labs', method },
    says: /Priority|Bug/,
  })),
  { tool: 'get_issue', args: { ...garden, issue_number: 1 }, says: /read the forecast/ },
  { tool: 'get_pull_request', args: { ...garden, pull_number: 4 }, says: /Fixes #1/ },
  { tool: 'get_pull_request_files', args: { ...garden, pull_number: 4 }, says: /modified src\/water\.ts/ },
  { tool: 'get_pull_request_status', args: { ...garden, pull_number: 4 }, says: /ci\/weather/ },
  {
    tool: 'get_pull_request_comments',
    args: { ...garden, pull_number: 4 },
    says: /What if the forecast/,
    asks: ['pulls/list-review-comments'],
  },
  { tool: 'get_pull_request_reviews', args: { ...garden, pull_number: 4 }, says: /Nearly there/ },
];
