import type { Call } from '../../http/call.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Project, ProjectField, ProjectItem, ProjectView } from '../../world/types-talk.ts';
import { userView } from './accounts.ts';
import { issueView } from './issue.ts';
import { pullView } from './pull.ts';

function projectUrl({ url }: Call, { owner, number }: Project): string {
  return `${url}/${owner.type === 'Organization' ? 'orgs' : 'users'}/${owner.login}/projectsV2/${number}`;
}

export function projectView(call: Call, one: Project): JsonObject {
  return {
    id: one.id,
    node_id: one.nodeId,
    owner: userView(call.url, one.owner),
    creator: userView(call.url, one.creator),
    title: one.title,
    description: one.readme,
    short_description: one.shortDescription,
    public: one.public,
    state: one.closed ? 'closed' : 'open',
    is_template: false,
    number: one.number,
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    closed_at: null,
    deleted_at: null,
    deleted_by: null,
  };
}

export function fieldView(call: Call, one: ProjectField): JsonObject {
  const text = (value: string) => ({ raw: value, html: value });
  return {
    id: one.id,
    node_id: one.nodeId,
    project_url: projectUrl(call, one.project),
    name: one.name,
    data_type: one.dataType.toLowerCase(),
    ...(one.dataType === 'SINGLE_SELECT' && {
      options: one.options.map(({ id, name, color, description }) => ({
        id,
        name: text(name),
        color,
        description: text(description),
      })),
    }),
    ...(one.dataType === 'ITERATION' && {
      configuration: {
        start_day: 1,
        duration: 14,
        iterations: one.iterations.map(({ id, title, startDate, duration }) => ({
          id,
          title: text(title),
          start_date: startDate,
          duration,
          completed: false,
        })),
      },
    }),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
  };
}

export function itemView(call: Call, one: ProjectItem): JsonObject {
  const { content: held } = one;
  const draftView = {
    id: held.id,
    node_id: held.nodeId,
    title: held.title,
    body: held.body,
    user: userView(call.url, one.creator),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
  };
  const type = held.kind === 'DraftIssue' ? 'DraftIssue' : held.pull === null ? 'Issue' : 'PullRequest';
  const shown = call.query.all['fields'];
  const wanted = Array.isArray(shown)
    ? shown.map(Number)
    : typeof shown === 'string'
      ? shown.split(',').map(Number)
      : undefined;
  const fields = one.project.fields.filter(({ id, dataType }) =>
    wanted === undefined ? dataType === 'TITLE' : wanted.includes(id),
  );
  return {
    id: one.id,
    node_id: one.nodeId,
    project_url: projectUrl(call, one.project),
    item_url: `${projectUrl(call, one.project)}/items/${one.id}`,
    content_type: type,
    content:
      held.kind === 'DraftIssue'
        ? draftView
        : held.pull === null
          ? issueView(call.url, held)
          : pullView(call.url, held.pull, '', false),
    creator: userView(call.url, one.creator),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    archived_at: one.archived ? one.updatedAt : null,
    fields: fields.map((field) => ({
      id: field.id,
      name: field.name,
      data_type: field.dataType.toLowerCase(),
      value: valueView(one, field),
    })),
  };
}

function valueView(one: ProjectItem, field: ProjectField): Json {
  const value = one.values.get(field);
  if (field.dataType === 'TITLE') return { raw: one.content.title, html: one.content.title };
  const option = field.options.find(({ id }) => id === value);
  if (option !== undefined)
    return { id: option.id, name: { raw: option.name, html: option.name }, color: option.color };
  const iteration = field.iterations.find(({ id }) => id === value);
  if (iteration !== undefined)
    return {
      id: iteration.id,
      title: { raw: iteration.title, html: iteration.title },
      start_date: iteration.startDate,
      duration: iteration.duration,
    };
  return value ?? null;
}

export function viewView(call: Call, one: ProjectView): JsonObject {
  const { owner, number } = one.project;
  return {
    id: one.id,
    number: one.number,
    name: one.name,
    layout: one.layout,
    node_id: one.nodeId,
    project_url: projectUrl(call, one.project),
    html_url: `https://github.com/${owner.type === 'Organization' ? 'orgs' : 'users'}/${owner.login}/projects/${number}/views/${one.number}`,
    creator: userView(call.url, one.project.creator),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    filter: one.filter,
    visible_fields: one.visible.map(({ id }) => id),
    sort_by: [],
    group_by: [],
    vertical_group_by: [],
  };
}
