import { ToolError, type Call } from '@mcp-reference/kit';
import { firstPages } from '../../api/first-pages.ts';
import type { GitHub } from '../../api/github.ts';
import { list } from '../../present/text.ts';
import { unseen } from '../../api/unseen.ts';

export interface ProjectAsked {
  owner?: string | undefined;
  owner_type?: 'user' | 'org' | undefined;
  project_number?: number | undefined;
}

/** The owner of a project, in the form that the routes of users and of organizations each want. */
export interface ProjectOwner {
  owner: string;
  isOrg: boolean;
}

export interface ProjectAt extends ProjectOwner {
  number: number;
}

/** @throws ToolError `invalid` without an owner */
export async function ownerOf(github: GitHub, { owner, owner_type }: ProjectAsked, call: Call): Promise<ProjectOwner> {
  if (owner === undefined) throw new ToolError('invalid', 'Give the owner.');
  if (owner_type !== undefined) return { owner, isOrg: owner_type === 'org' };
  const {
    data: { type },
  } = await github.rest.users.getByUsername({ username: owner }, unseen(call));
  return { owner, isOrg: type === 'Organization' };
}

/** @throws ToolError `invalid` without a number */
export async function projectOf(github: GitHub, asked: ProjectAsked, call: Call): Promise<ProjectAt> {
  const { project_number: number } = asked;
  if (number === undefined) throw new ToolError('invalid', 'Give the project_number.');
  return { ...(await ownerOf(github, asked, call)), number };
}

export async function readProject({ owner, isOrg, number }: ProjectAt, github: GitHub, call: Call) {
  const { data } = isOrg
    ? await github.rest.projects.getForOrg({ org: owner, project_number: number }, call)
    : await github.rest.projects.getForUser({ username: owner, project_number: number }, call);
  return data;
}

/** The fields of a project, which cannot have as many as are read here. */
export async function fieldsOf({ owner, isOrg, number }: ProjectAt, github: GitHub, call: Call) {
  const asked = { project_number: number, per_page: 100 };
  const { items } = await firstPages(({ after }) =>
    isOrg
      ? github.rest.projects.listFieldsForOrg({ org: owner, ...asked, after }, call)
      : github.rest.projects.listFieldsForUser({ username: owner, ...asked, after }, call),
  );
  return items;
}

export type ProjectField = Awaited<ReturnType<typeof fieldsOf>>[number];

/** @throws ToolError `not_found` with the names that there are */
export function fieldNamed(
  fields: readonly ProjectField[],
  wanted: { id?: number | undefined; name?: string | undefined },
): ProjectField {
  const fitting = fields.filter(
    ({ id, name }) =>
      id === wanted.id || (wanted.name !== undefined && name?.toLowerCase() === wanted.name.toLowerCase()),
  );
  if (wanted.id === undefined && fitting.length > 1)
    throw new ToolError(
      'invalid',
      `The project has ${fitting.length} fields named ${JSON.stringify(wanted.name)}: give one by id (${fitting.map(({ id, data_type }) => `${id}, ${data_type}`).join('; ')}).`,
    );
  const [found] = fitting;
  if (found === undefined)
    throw new ToolError(
      'not_found',
      `The project has no field ${JSON.stringify(wanted.name ?? wanted.id ?? '')}; there are: ${list(fields.map(({ name }) => name))}.`,
    );
  return found;
}

/** The ids of fields that are given by id or by name. */
export async function fieldIds(
  at: ProjectAt,
  {
    fields = [],
    field_names = [],
  }: { fields?: readonly string[] | undefined; field_names?: readonly string[] | undefined },
  github: GitHub,
  call: Call,
): Promise<number[]> {
  const odd = fields.find((field) => !/^\d{1,15}$/.test(field));
  if (odd !== undefined)
    throw new ToolError(
      'invalid',
      `${JSON.stringify(odd.slice(0, 60))} is not the id of a field: projects_list list_project_fields shows them. Fields can also be given by name.`,
    );
  const ids = fields.map(Number);
  if (field_names.length === 0) return ids;
  const known = await fieldsOf(at, github, call);
  return [...ids, ...field_names.map((name) => fieldNamed(known, { name }).id)];
}
