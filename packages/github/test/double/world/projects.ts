import { invalid, unprocessable } from '../refusal.ts';
import type { Issue, User } from './types.ts';
import type { Project, ProjectField, ProjectItem, ProjectStatusUpdate, ProjectView } from './types-talk.ts';
import type { World } from './world.ts';

/** Fields that every project has from the start. */
const fixed = ['Title:TITLE', 'Assignees:ASSIGNEES', 'Labels:LABELS', 'Milestone:MILESTONE', 'Repository:REPOSITORY'];

export function newProject(world: World, owner: User, creator: User, title: string): Project {
  const at = world.now();
  const project: Project = world.add({
    kind: 'ProjectV2' as const,
    owner,
    number: ++owner.projects,
    title,
    shortDescription: null,
    readme: null,
    public: false,
    closed: false,
    fields: [],
    items: [],
    views: [],
    statusUpdates: [],
    creator,
    createdAt: at,
    updatedAt: at,
  });
  world.projects.push(project);
  for (const one of fixed) {
    const [name = '', dataType = ''] = one.split(':');
    newField(world, project, name, dataType);
  }
  newField(world, project, 'Status', 'SINGLE_SELECT', ['Todo', 'In Progress', 'Done']);
  newView(world, project, 'View 1', 'table');
  return project;
}

export function newField(
  world: World,
  project: Project,
  name: string,
  dataType: string,
  options: string[] = [],
): ProjectField {
  if (project.fields.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw unprocessable('Name has already been taken');
  const at = world.now();
  const field: ProjectField = world.add({
    kind: 'ProjectV2Field' as const,
    project,
    name,
    dataType,
    options: options.map((option) => newOption(world, option)),
    iterations: [],
    issueField: null,
    createdAt: at,
    updatedAt: at,
  });
  project.fields.push(field);
  return field;
}

/** Options have names of eight hexadecimal digits. */
export function newOption(world: World, name: string, color = 'GRAY', description = '') {
  return { id: (world.nextId() * 65_537).toString(16).padStart(8, '0').slice(-8), name, color, description };
}

export function newView(world: World, project: Project, name: string, layout: ProjectView['layout']): ProjectView {
  const at = world.now();
  const view: ProjectView = world.add({
    kind: 'ProjectV2View' as const,
    project,
    number: Math.max(0, ...project.views.map((one) => one.number)) + 1,
    name,
    layout,
    filter: null,
    visible: project.fields.slice(0, 2),
    createdAt: at,
    updatedAt: at,
  });
  project.views.push(view);
  return view;
}

/** Puts an issue or pull request into a project; what is there already stays the item that it is. */
export function addItem(world: World, project: Project, content: Issue, creator: User): ProjectItem {
  return project.items.find((one) => one.content === content) ?? newItem(world, project, content, creator);
}

export function addDraft(world: World, project: Project, title: string, body: string, creator: User): ProjectItem {
  return newItem(world, project, world.add({ kind: 'DraftIssue' as const, title, body, creator }), creator);
}

function newItem(world: World, project: Project, content: ProjectItem['content'], creator: User): ProjectItem {
  const at = world.now();
  const item: ProjectItem = world.add({
    kind: 'ProjectV2Item' as const,
    project,
    content,
    archived: false,
    creator,
    values: new Map<ProjectField, string | number>(),
    createdAt: at,
    updatedAt: at,
  });
  project.items.push(item);
  return item;
}

export function removeItem(world: World, item: ProjectItem): void {
  const { project } = item;
  project.items = project.items.filter((one) => one !== item);
  world.forget(item);
}

/** Sets one value; null clears it. Choices are named by their ids, as GitHub wants them. */
export function setValue(world: World, item: ProjectItem, field: ProjectField, value: string | number | null): void {
  const wanted = {
    TEXT: 'string',
    TITLE: 'string',
    NUMBER: 'number',
    DATE: 'string',
    SINGLE_SELECT: 'string',
    ITERATION: 'string',
  }[field.dataType];
  if (wanted === undefined) throw unprocessable(`The field ${field.name} cannot be updated through this operation`);
  item.updatedAt = world.now();
  if (value === null) {
    item.values.delete(field);
    return;
  }
  if (typeof value !== wanted)
    throw invalid(
      'ProjectV2ItemFieldValue',
      'value',
      'invalid',
      `Did not receive a ${field.dataType.toLowerCase().replace('_', ' ')} value to update a field of type ${field.dataType.toLowerCase()}`,
    );
  const choices = [...field.options, ...field.iterations].map(({ id }) => id);
  if (['SINGLE_SELECT', 'ITERATION'].includes(field.dataType) && !choices.includes(String(value)))
    throw invalid(
      'ProjectV2ItemFieldValue',
      'value',
      'invalid',
      'The single select option Id does not belong to the field',
    );
  item.values.set(field, value);
}

export function newStatusUpdate(
  world: World,
  project: Project,
  creator: User,
  about: Pick<ProjectStatusUpdate, 'body' | 'status' | 'startDate' | 'targetDate'>,
): ProjectStatusUpdate {
  const at = world.now();
  const update: ProjectStatusUpdate = world.add({
    kind: 'ProjectV2StatusUpdate' as const,
    project,
    creator,
    createdAt: at,
    updatedAt: at,
    ...about,
  });
  project.statusUpdates.unshift(update);
  return update;
}
