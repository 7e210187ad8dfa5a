import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { listed } from '../../present/listed.ts';
import { fieldLine, itemLine, projectLine, statusText, viewLine } from './lines.ts';
import { statusUpdatesOf, viewsOf } from './parts.ts';
import { fieldIds, fieldsOf, ownerOf, projectOf, type ProjectAsked } from './project.ts';

export const projectListMethods = [
  'list_projects',
  'list_project_fields',
  'list_project_items',
  'list_project_views',
  'list_project_status_updates',
] as const;

interface Asked extends ProjectAsked {
  query?: string | undefined;
  field_names?: readonly string[] | undefined;
  fields?: readonly string[] | undefined;
  after?: string | undefined;
  before?: string | undefined;
  per_page?: number | undefined;
}

const size = ({ per_page = 30 }: Asked) => Math.min(per_page, 100);
const cursors = (asked: Asked) => ({ after: asked.after, perPage: size(asked), cursor: 'only' as const });

export const projectLists: Record<
  (typeof projectListMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async list_projects(asked, github, call) {
    const { owner, isOrg } = await ownerOf(github, asked, call);
    const wanted = { q: asked.query, after: asked.after, before: asked.before, per_page: size(asked) };
    const { data: items, ...page } = isOrg
      ? await github.rest.projects.listForOrg({ org: owner, ...wanted }, call)
      : await github.rest.projects.listForUser({ username: owner, ...wanted }, call);
    return listed({ items, ...page, ...cursors(asked), one: 'project', line: projectLine }, call.budget);
  },
  async list_project_fields(asked, github, call) {
    const items = await fieldsOf(await projectOf(github, asked, call), github, call);
    return listed({ items, one: 'field', line: fieldLine }, call.budget);
  },
  async list_project_items(asked, github, call) {
    const at = await projectOf(github, asked, call);
    const ids = await fieldIds(at, asked, github, call);
    const wanted = {
      project_number: at.number,
      q: asked.query,
      fields: ids.length > 0 ? ids.join(',') : undefined,
      after: asked.after,
      before: asked.before,
      per_page: size(asked),
    };
    const { data: items, ...page } = at.isOrg
      ? await github.rest.projects.listItemsForOrg({ org: at.owner, ...wanted }, call)
      : await github.rest.projects.listItemsForUser({ username: at.owner, ...wanted }, call);
    return listed({ items, ...page, one: 'item', line: itemLine, ...cursors(asked) }, call.budget);
  },
  async list_project_views(asked, github, call) {
    const page = await viewsOf(
      await projectOf(github, asked, call),
      { first: size(asked), after: asked.after },
      github,
      call,
    );
    return listed({ ...page, ...cursors(asked), one: 'view', line: viewLine }, call.budget);
  },
  async list_project_status_updates(asked, github, call) {
    const page = await statusUpdatesOf(
      await projectOf(github, asked, call),
      { first: size(asked), after: asked.after },
      github,
      call,
    );
    return listed({ ...page, ...cursors(asked), one: 'status update', line: statusText, texts: true }, call.budget);
  },
};
