import type { Issue, User } from '../world/types.ts';
import type { Project, ProjectField, ProjectItem, ProjectStatusUpdate, ProjectView } from '../world/types-talk.ts';
import { mayRead } from '../world/project-rights.ts';
import type { World } from '../world/world.ts';
import { named } from './common.ts';
import { connect, ordered } from './connection.ts';
import { type Context, need, type Resolvers, unresolved } from './context.ts';

/** Fields of accounts that have projects. */
export const projectOwner: Resolvers<User> = {
  projectV2: (owner, args, context) => {
    need(context, 'read:project', 'projectV2');
    const found = projects(owner, context).find(({ number }) => number === args.int('number'));
    if (found === undefined) throw unresolved('a ProjectV2', `number ${args.int('number')}`);
    return found;
  },
  projectsV2: (owner, args, context) => {
    need(context, 'read:project', 'projectsV2');
    const words = (args.text('query') ?? '').split(' ').filter((word) => word !== '' && !word.includes(':'));
    const all = projects(owner, context).filter(({ title }) =>
      words.every((word) => title.toLowerCase().includes(word.toLowerCase())),
    );
    return connect(
      ordered(all, args, {
        NUMBER: ({ number }) => number,
        TITLE: ({ title }) => title,
        CREATED_AT: ({ createdAt }) => createdAt,
        UPDATED_AT: ({ updatedAt }) => updatedAt,
      }),
      args,
    );
  },
};

function projects(owner: User, { world, viewer }: Context): Project[] {
  return world.projects.filter((project) => project.owner === owner && mayRead(viewer, project));
}

export const itemsOf = (world: World, issue: Issue): ProjectItem[] =>
  world.projects.flatMap(({ items }) => items).filter(({ content }) => content === issue);

const web = ({ owner, number }: Project) =>
  `https://github.com/${owner.type === 'Organization' ? 'orgs' : 'users'}/${owner.login}/projects/${number}`;

const field: Resolvers<ProjectField> = {
  ...named,
  dataType: (one) => one.dataType,
  options: (one, args) => {
    const names = args.texts('names');
    const all = names === undefined ? one.options : one.options.filter(({ name }) => names.includes(name));
    return all.map((option) => ({ ...option, nameHTML: option.name, descriptionHTML: option.description }));
  },
  configuration: (one) => ({
    duration: one.iterations[0]?.duration ?? 14,
    startDay: 1,
    iterations: one.iterations.map((each) => ({ ...each, titleHTML: each.title })),
    completedIterations: [],
  }),
};

export const projectTypes: Readonly<Record<string, Resolvers>> = {
  ProjectV2: {
    ...named,
    url: web,
    resourcePath: (one: Project) => web(one).replace('https://github.com', ''),
    template: () => false,
    viewerCanUpdate: (one: Project, _, { viewer }) => one.owner === viewer || one.owner.members.has(viewer),
    fields: (one: Project, args) => connect(one.fields, args),
    field: (one: Project, args) =>
      one.fields.find(({ name }) => name.toLowerCase() === args.text('name')?.toLowerCase()) ?? null,
    items: (one: Project, args) => connect(one.items, args),
    views: (one: Project, args) => connect(one.views, args),
    view: (one: Project, args) => one.views.find(({ number }) => number === args.int('number')) ?? null,
    statusUpdates: (one: Project, args) => connect(one.statusUpdates, args),
    repositories: (one: Project, args) =>
      connect([...new Set(one.items.flatMap(({ content }) => ('repo' in content ? [content.repo] : [])))], args),
  },
  ProjectV2Field: field,
  ProjectV2SingleSelectField: field,
  ProjectV2IterationField: field,
  ProjectV2Item: {
    ...named,
    isArchived: (one: ProjectItem) => one.archived,
    type: ({ content }: ProjectItem) =>
      content.kind === 'DraftIssue' ? 'DRAFT_ISSUE' : content.pull === null ? 'ISSUE' : 'PULL_REQUEST',
    content: ({ content }: ProjectItem, _, { world, viewer }) => {
      if (content.kind === 'DraftIssue') return content;
      return world.permission(viewer, content.repo) === null ? null : (content.pull ?? content);
    },
    fieldValues: (one: ProjectItem, args) =>
      connect(
        [...one.project.fields].flatMap((each) => valueSource(one, each) ?? []),
        args,
      ),
    fieldValueByName: (one: ProjectItem, args) => {
      const found = one.project.fields.find(({ name }) => name.toLowerCase() === args.text('name')?.toLowerCase());
      return found === undefined ? null : (valueSource(one, found) ?? null);
    },
  },
  DraftIssue: {
    ...named,
    bodyText: (one: { body: string }) => one.body,
    bodyHTML: (one: { body: string }) => one.body,
    assignees: (_: unknown, args) => connect([], args),
  },
  ProjectV2View: {
    ...named,
    layout: (one: ProjectView) => `${one.layout.toUpperCase()}_LAYOUT`,
    fields: (one: ProjectView, args) => connect(one.visible, args),
  },
  ProjectV2StatusUpdate: { ...named, bodyHTML: (one: ProjectStatusUpdate) => one.body },
};

/** The value that an item has for a field; undefined when it has none. */
function valueSource(item: ProjectItem, one: ProjectField): object | undefined {
  const own = item.values.get(one);
  const common = {
    id: `${item.nodeId}.${one.id}`,
    field: one,
    item,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    creator: item.creator,
  };
  if (one.dataType === 'TITLE')
    return { __typename: 'ProjectV2ItemFieldTextValue', ...common, text: own ?? item.content.title };
  if (own === undefined) return undefined;
  switch (one.dataType) {
    case 'NUMBER':
      return { __typename: 'ProjectV2ItemFieldNumberValue', ...common, number: own };
    case 'DATE':
      return { __typename: 'ProjectV2ItemFieldDateValue', ...common, date: own };
    case 'SINGLE_SELECT': {
      const option = one.options.find(({ id }) => id === own);
      return {
        __typename: 'ProjectV2ItemFieldSingleSelectValue',
        ...common,
        optionId: own,
        name: option?.name ?? null,
        color: option?.color ?? 'GRAY',
        description: option?.description ?? null,
      };
    }
    case 'ITERATION': {
      const iteration = one.iterations.find(({ id }) => id === own);
      return {
        __typename: 'ProjectV2ItemFieldIterationValue',
        ...common,
        iterationId: own,
        title: iteration?.title ?? '',
        startDate: iteration?.startDate ?? null,
        duration: iteration?.duration ?? 0,
      };
    }
    default:
      return { __typename: 'ProjectV2ItemFieldTextValue', ...common, text: own };
  }
}
