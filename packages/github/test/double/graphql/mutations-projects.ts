import type { Fields } from '../json.ts';
import {
  addDraft,
  addItem,
  newField,
  newOption,
  newProject,
  newStatusUpdate,
  newView,
  removeItem,
  setValue,
} from '../world/projects.ts';
import type { Project, ProjectField, ProjectView } from '../world/types-talk.ts';
import type { World } from '../world/world.ts';
import { type Context, failure, need } from './context.ts';
import type { Mutate } from './mutations.ts';
import { the } from './nodes.ts';

export const projectMutations: Readonly<Record<string, Mutate>> = {
  createProjectV2: (input, context) => {
    need(context, 'project', 'createProjectV2');
    const owner = the(context, input.text('ownerId'), 'User');
    if (owner !== context.viewer && !owner.members.has(context.viewer))
      throw failure('FORBIDDEN', 'You do not have permission to create projects on this owner.');
    return { projectV2: newProject(context.world, owner, context.viewer, input.text('title') ?? '') };
  },
  updateProjectV2: (input, context) => {
    const project = projectOf(context, input);
    project.title = input.text('title') ?? project.title;
    project.shortDescription = input.text('shortDescription') ?? project.shortDescription;
    project.readme = input.text('readme') ?? project.readme;
    project.public = input.flag('public') ?? project.public;
    project.closed = input.flag('closed') ?? project.closed;
    project.updatedAt = context.world.now();
    return { projectV2: project };
  },
  deleteProjectV2: (input, context) => {
    const project = projectOf(context, input);
    context.world.projects.splice(context.world.projects.indexOf(project), 1);
    context.world.forget(project);
    return { projectV2: project };
  },
  addProjectV2ItemById: (input, context) => {
    const project = projectOf(context, input);
    const content = the(context, input.text('contentId'), 'Issue', 'PullRequest');
    return {
      item: addItem(context.world, project, content.kind === 'Issue' ? content : content.issue, context.viewer),
    };
  },
  addProjectV2DraftIssue: (input, context) => ({
    projectItem: addDraft(
      context.world,
      projectOf(context, input),
      input.text('title') ?? '',
      input.text('body') ?? '',
      context.viewer,
    ),
  }),
  deleteProjectV2Item: (input, context) => {
    const item = itemOf(context, input);
    removeItem(context.world, item);
    return { deletedItemId: item.nodeId };
  },
  archiveProjectV2Item: (input, context) => ({ item: Object.assign(itemOf(context, input), { archived: true }) }),
  unarchiveProjectV2Item: (input, context) => ({ item: Object.assign(itemOf(context, input), { archived: false }) }),
  updateProjectV2ItemFieldValue: (input, context) => {
    const item = itemOf(context, input);
    const field = the(context, input.text('fieldId'), 'ProjectV2Field');
    const value = input.object('value');
    const given =
      value?.all['number'] ??
      value?.text('text') ??
      value?.text('date') ??
      value?.text('singleSelectOptionId') ??
      value?.text('iterationId');
    if (typeof given !== 'string' && typeof given !== 'number') throw failure('UNPROCESSABLE', 'A value must be given');
    setValue(context.world, item, field, given);
    return { projectV2Item: item };
  },
  clearProjectV2ItemFieldValue: (input, context) => {
    const item = itemOf(context, input);
    setValue(context.world, item, the(context, input.text('fieldId'), 'ProjectV2Field'), null);
    return { projectV2Item: item };
  },
  createProjectV2Field: (input, context) => {
    const field = newField(
      context.world,
      projectOf(context, input),
      input.text('name') ?? '',
      input.text('dataType') ?? 'TEXT',
    );
    configure(context.world, field, input);
    return { projectV2Field: field };
  },
  updateProjectV2Field: (input, context) => {
    const field = the(context, input.text('fieldId'), 'ProjectV2Field');
    projectOf(context, input, field.project);
    field.name = input.text('name') ?? field.name;
    configure(context.world, field, input);
    return { projectV2Field: field };
  },
  deleteProjectV2Field: (input, context) => {
    const field = the(context, input.text('fieldId'), 'ProjectV2Field');
    const project = projectOf(context, input, field.project);
    project.fields = project.fields.filter((one) => one !== field);
    return { projectV2Field: field };
  },
  createProjectV2StatusUpdate: (input, context) => {
    const statusUpdate = newStatusUpdate(context.world, projectOf(context, input), context.viewer, {
      body: input.text('body') ?? null,
      status: input.text('status') ?? null,
      startDate: input.text('startDate') ?? null,
      targetDate: input.text('targetDate') ?? null,
    });
    return { statusUpdate };
  },
  deleteProjectV2StatusUpdate: (input, context) => {
    const update = the(context, input.text('statusUpdateId'), 'ProjectV2StatusUpdate');
    const project = projectOf(context, input, update.project);
    project.statusUpdates = project.statusUpdates.filter((one) => one !== update);
    return { deletedStatusUpdateId: update.nodeId, projectV2: project };
  },
  createProjectV2View: (input, context) => {
    const project = projectOf(context, input);
    const view = newView(context.world, project, input.text('name') ?? '', layoutOf(input) ?? 'table');
    return { projectV2View: show(view, input) };
  },
  updateProjectV2View: (input, context) => {
    const view = viewOf(context, input);
    view.name = input.text('name') ?? view.name;
    view.layout = layoutOf(input) ?? view.layout;
    if (input.has('filter')) view.filter = input.text('filter') ?? null;
    view.updatedAt = context.world.now();
    return { projectV2View: show(view, input) };
  },
  deleteProjectV2View: (input, context) => {
    const view = viewOf(context, input);
    const { project } = view;
    if (project.views.length === 1) throw failure('UNPROCESSABLE', 'A project must have at least one view');
    project.views = project.views.filter((one) => one !== view);
    context.world.forget(view);
    return {};
  },
};

function viewOf(context: Context, input: Fields): ProjectView {
  const view = the(context, input.text('viewId'), 'ProjectV2View');
  projectOf(context, input, view.project);
  return view;
}

const layoutOf = (input: Fields): ProjectView['layout'] | undefined =>
  (['table', 'board', 'roadmap'] as const).find((one) => `${one.toUpperCase()}_LAYOUT` === input.text('layout'));

/** Chooses the fields that a view shows. */
function show(view: ProjectView, input: Fields): ProjectView {
  const wanted = input.object('configuration')?.texts('visibleFieldIds');
  if (wanted !== undefined) view.visible = view.project.fields.filter(({ nodeId }) => wanted.includes(nodeId));
  return view;
}

/** The project, for who may change it. */
function projectOf(context: Context, input: Fields, held?: Project): Project {
  need(context, 'project', 'projectV2');
  const project = held ?? the(context, input.text('projectId'), 'ProjectV2');
  if (project.owner !== context.viewer && !project.owner.members.has(context.viewer))
    throw failure('FORBIDDEN', `${context.viewer.login} does not have permission to update this project.`);
  return project;
}

function itemOf(context: Context, input: Fields) {
  const item = the(context, input.text('itemId'), 'ProjectV2Item');
  if (projectOf(context, input) !== item.project) throw failure('NOT_FOUND', 'The item does not exist in the project');
  return item;
}

function configure(world: World, field: ProjectField, input: Fields): void {
  if (input.has('singleSelectOptions'))
    field.options = input
      .objects('singleSelectOptions')
      .map((one) => newOption(world, one.text('name') ?? '', one.text('color'), one.text('description')));
  const iterations = input.object('iterationConfiguration');
  if (iterations !== undefined)
    field.iterations = iterations.objects('iterations').map((one) => ({
      id: newOption(world, '').id,
      title: one.text('title') ?? '',
      startDate: one.text('startDate') ?? '',
      duration: one.int('duration') ?? iterations.int('duration') ?? 14,
    }));
}
