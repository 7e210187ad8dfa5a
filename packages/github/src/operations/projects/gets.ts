import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { fenced, newNonce } from '../../present/text.ts';
import { fieldLine, itemLine, projectLine, statusText, viewLine } from './lines.ts';
import { statusUpdate, view } from './parts.ts';
import { fieldIds, projectOf, readProject, type ProjectAsked } from './project.ts';

export const projectGetMethods = [
  'get_project',
  'get_project_field',
  'get_project_item',
  'get_project_view',
  'get_project_status_update',
] as const;

interface Asked extends ProjectAsked {
  field_id?: number | undefined;
  item_id?: number | undefined;
  field_names?: readonly string[] | undefined;
  fields?: readonly string[] | undefined;
  status_update_id?: string | undefined;
  view_id?: string | undefined;
}

export const projectGets: Record<
  (typeof projectGetMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async get_project(asked, github, call) {
    return projectLine(await readProject(await projectOf(github, asked, call), github, call));
  },
  async get_project_field(asked, github, call) {
    const { owner, isOrg, number } = await projectOf(github, asked, call);
    const wanted = { project_number: number, field_id: given(asked.field_id, 'field_id') };
    return fieldLine(
      isOrg
        ? (await github.rest.projects.getFieldForOrg({ org: owner, ...wanted }, call)).data
        : (await github.rest.projects.getFieldForUser({ username: owner, ...wanted }, call)).data,
    );
  },
  async get_project_item(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const ids = await fieldIds(at, asked, github, call);
    const wanted = {
      project_number: at.number,
      item_id: given(asked.item_id, 'item_id'),
      fields: ids.length > 0 ? ids.join(',') : undefined,
    };
    return itemLine(
      at.isOrg
        ? (await github.rest.projects.getOrgItem({ org: at.owner, ...wanted }, call)).data
        : (await github.rest.projects.getUserItem({ username: at.owner, ...wanted }, call)).data,
    );
  },
  async get_project_view({ view_id, owner }, github, call) {
    return viewLine(await view(given(view_id, 'view_id'), owner, github, call));
  },
  async get_project_status_update({ status_update_id, owner }, github, call) {
    const update = await statusUpdate(given(status_update_id, 'status_update_id'), owner, github, call);
    const mark = newNonce();
    return fenced(statusText(update, mark), mark);
  },
};

/** @throws ToolError `invalid` when it is missing */
export function given<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ToolError('invalid', `Give the ${name}.`);
  return value;
}
