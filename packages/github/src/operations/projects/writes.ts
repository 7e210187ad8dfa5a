import type { Call } from '@mcp-reference/kit';
import { ToolError } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { badResponse } from '../../api/failure.ts';
import { link, plain, quoted } from '../../present/text.ts';
import * as documents from './documents.ts';
import { refuse, requireChange, required } from '../report.ts';
import { given } from './gets.ts';
import { addDraft } from './drafts.ts';
import { contentOf, itemId, setFields, type FieldValue, type ItemNamed } from './items.ts';
import { view } from './parts.ts';
import { fieldIds, ownerOf, projectOf, readProject, type ProjectAsked } from './project.ts';

export const projectWriteMethods = [
  'add_project_item',
  'add_draft_issue',
  'update_project_item',
  'update_project_items',
  'delete_project_item',
  'create_project_status_update',
  'create_project_view',
  'update_project_view',
  'delete_project_view',
  'create_project',
  'create_iteration_field',
] as const;

interface Asked extends ProjectAsked, ItemNamed {
  owner: string;
  updated_field?: FieldValue | undefined;
  items?: readonly (ItemNamed & { updated_field: FieldValue })[] | undefined;
  title?: string | undefined;
  body?: string | undefined;
  status?: string | undefined;
  start_date?: string | undefined;
  target_date?: string | undefined;
  view_id?: string | undefined;
  name?: string | undefined;
  layout?: 'table' | 'board' | 'roadmap' | undefined;
  filter?: string | null | undefined;
  visible_fields?: readonly string[] | undefined;
  visible_field_names?: readonly string[] | undefined;
  field_name?: string | undefined;
  iteration_duration?: number | undefined;
  iterations?: readonly { title: string; start_date: string; duration: number }[] | undefined;
}

/** @throws ToolError when GitHub did not say what it made */
function told(id: string | number | null | undefined): string | number {
  if (id === null || id === undefined || id === '') throw badResponse(true);
  return id;
}

export const projectWrites: Record<
  (typeof projectWriteMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async add_project_item(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const { owner, repo, number } = contentOf(asked);
    const isPull = asked.item_type === 'pull_request' || asked.pull_request_number !== undefined;
    const wanted = {
      project_number: at.number,
      type: isPull ? ('PullRequest' as const) : ('Issue' as const),
      owner,
      repo,
      number,
    };
    const {
      data: { id },
    } = at.isOrg
      ? await github.rest.projects.addItemForOrg({ org: at.owner, ...wanted }, call)
      : await github.rest.projects.addItemForUser({ username: at.owner, ...wanted }, call);
    return `Added ${owner}/${repo}#${number} as item ${id}`;
  },
  async add_draft_issue(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const title = required(asked.title, 'title', 'the title of the draft');
    return `Added draft ${quoted(title)} as item ${told(await addDraft(at, { title, body: asked.body }, github, call))}`;
  },
  async update_project_item(asked, github, call) {
    const change = { ...asked, updated_field: given(asked.updated_field, 'updated_field') };
    return setFields(await projectOf(github, asked, call), [change], github, call);
  },
  async update_project_items(asked, github, call) {
    const items = given(asked.items, 'items');
    return setFields(await projectOf(github, asked, call), items, github, call);
  },
  async delete_project_item(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const wanted = { project_number: at.number, item_id: await itemId(at, asked, github, call) };
    await github.approve(`Take item ${wanted.item_id} out of project ${at.number} of ${at.owner}?`, call);
    await (at.isOrg
      ? github.rest.projects.deleteItemForOrg({ org: at.owner, ...wanted }, call)
      : github.rest.projects.deleteItemForUser({ username: at.owner, ...wanted }, call));
    return `Took item ${wanted.item_id} out of the project`;
  },
  async create_project_status_update(asked, github, call) {
    const { node_id } = await readProject(await projectOf(github, asked, call), github, call);
    const { body, status, start_date, target_date, owner } = asked;
    const input = { projectId: node_id, body, status, startDate: start_date, targetDate: target_date };
    const { createProjectV2StatusUpdate } = await github.graphql(
      documents.createStatusUpdate,
      { input },
      { owner },
      call,
    );
    return `Created status update ${told(createProjectV2StatusUpdate?.statusUpdate?.id)}`;
  },
  async create_project_view(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const ids = await fieldIds(
      at,
      { fields: asked.visible_fields, field_names: asked.visible_field_names },
      github,
      call,
    );
    const wanted = {
      project_number: at.number,
      name: given(asked.name, 'name'),
      layout: asked.layout ?? 'table',
      filter: asked.filter ?? undefined,
      visible_fields: ids.length > 0 ? ids : undefined,
    };
    const { data: made } = at.isOrg
      ? await github.request('POST /orgs/{org}/projectsV2/{project_number}/views', { org: at.owner, ...wanted }, call)
      : await github.request(
          'POST /users/{user_id}/projectsV2/{project_number}/views',
          { user_id: at.owner, ...wanted },
          call,
        );
    return `Created view ${made.number}, id ${made.node_id}: ${link(made.html_url)}`;
  },
  async update_project_view(
    { view_id, owner, name, layout, filter, visible_fields, visible_field_names },
    github,
    call,
  ) {
    refuse({ visible_fields, visible_field_names }, 'can only be set when a view is created');
    const id = given(view_id, 'view_id');
    requireChange({ name, layout, filter }, 'the view');
    const input = {
      viewId: id,
      name,
      filter: filter === null ? '' : filter,
      layout: layout && `${layout.toUpperCase()}_LAYOUT`,
    };
    await github.graphql(documents.updateView, { input }, { owner, node: id }, call);
    return `Updated view ${id}`;
  },
  async delete_project_view({ view_id, owner }, github, call) {
    const id = given(view_id, 'view_id');
    const { name } = await view(id, owner, github, call);
    await github.approve(`Delete the view ${quoted(name)} of a project of ${owner}? This cannot be undone.`, call);
    await github.graphql(documents.deleteView, { input: { viewId: id } }, { owner, node: id }, call);
    return `Deleted view ${id}`;
  },
  async create_project(asked, github, call) {
    const { owner } = await ownerOf(github, asked, call);
    const title = given(asked.title, 'title');
    const {
      data: { node_id },
    } = await github.rest.users.getByUsername({ username: owner }, call);
    const { createProjectV2 } = await github.graphql(
      documents.createProject,
      { input: { ownerId: node_id, title } },
      { owner },
      call,
    );
    const made = createProjectV2?.projectV2;
    return `Created project #${told(made?.number)}: ${link(made?.url)}`;
  },
  async create_iteration_field(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const start = asked.start_date ?? asked.iterations?.[0]?.start_date;
    if (start === undefined) throw new ToolError('invalid', 'Give the start_date of the first iteration.');
    const wanted = {
      project_number: at.number,
      name: given(asked.field_name, 'field_name'),
      data_type: 'iteration' as const,
      iteration_configuration: {
        start_date: start,
        duration: asked.iteration_duration ?? 14,
        ...(asked.iterations && { iterations: [...asked.iterations] }),
      },
    };
    const { data: made } = at.isOrg
      ? await github.request('POST /orgs/{org}/projectsV2/{project_number}/fields', { org: at.owner, ...wanted }, call)
      : await github.request(
          'POST /users/{username}/projectsV2/{project_number}/fields',
          { username: at.owner, ...wanted },
          call,
        );
    return `Created field ${plain(made.name)}, id ${made.id}`;
  },
};
