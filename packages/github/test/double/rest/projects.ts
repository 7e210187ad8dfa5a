import { type Call, cursorList, type Handler, type Handlers, organization, user, viewer } from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { forbidden, found, invalid, notFound, unprocessable } from '../refusal.ts';
import { mayRead } from '../world/project-rights.ts';
import { addDraft, addItem, newField, newOption, newView, removeItem, setValue } from '../world/projects.ts';
import type { Issue, User } from '../world/types.ts';
import type { Project, ProjectItem } from '../world/types-talk.ts';
import { fieldView, itemView, projectView, viewView } from './views/project.ts';

/** Projects of organizations and of users have the same operations, but for how their owner is named in two of them. */
export const projects: Handlers = {
  ...operations('/orgs/{org}/projectsV2', organization),
  ...operations('/users/{username}/projectsV2', user),
  'POST /orgs/{org}/projectsV2/{project_number}/drafts': (call) => draft(call, organization(call)),
  'POST /user/{user_id}/projectsV2/{project_number}/drafts': (call) => draft(call, userById(call)),
  'POST /orgs/{org}/projectsV2/{project_number}/views': (call) => addView(call, organization(call)),
  'POST /users/{user_id}/projectsV2/{project_number}/views': (call) => addView(call, userById(call)),
};

function operations(path: string, owner: (call: Call) => User): Record<string, Handler> {
  const one = `${path}/{project_number}`;
  return {
    [`GET ${path}`]: (call) => {
      const held = owner(call);
      const words = (call.query.text('q') ?? '')
        .toLowerCase()
        .split(' ')
        .filter((word) => !word.includes(':'));
      const all = call.world.projects.filter((project) => project.owner === held && mayRead(call.viewer, project));
      return cursorList(
        call,
        all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word))),
        (project) => projectView(call, project),
      );
    },
    [`GET ${one}`]: (call) => ok(projectView(call, project(call, owner(call)))),
    [`GET ${one}/fields`]: (call) =>
      cursorList(call, project(call, owner(call)).fields, (field) => fieldView(call, field)),
    [`POST ${one}/fields`]: (call) => {
      const type = (call.body.text('data_type') ?? 'text').toUpperCase();
      const field = newField(call.world, changeable(call, owner(call)), call.body.text('name') ?? '', type);
      field.options = call.body
        .objects('single_select_options')
        .map((option) =>
          newOption(
            call.world,
            option.text('name') ?? '',
            option.text('color') ?? 'GRAY',
            option.text('description') ?? '',
          ),
        );
      field.iterations = (call.body.object('iteration_configuration')?.objects('iterations') ?? []).map(
        (iteration) => ({
          id: newOption(call.world, '').id,
          title: iteration.text('title') ?? '',
          startDate: iteration.text('start_date') ?? '2026-01-01',
          duration: iteration.int('duration') ?? 14,
        }),
      );
      return created(fieldView(call, field));
    },
    [`GET ${one}/fields/{field_id}`]: (call) => {
      const held = project(call, owner(call));
      return ok(fieldView(call, found(held.fields.find(({ id }) => id === call.path.int('field_id')))));
    },
    [`GET ${one}/items`]: (call) => items(call, project(call, owner(call))),
    [`GET ${one}/views/{view_number}/items`]: (call) => {
      const held = project(call, owner(call));
      found(held.views.find(({ number }) => number === call.path.int('view_number')));
      return items(call, held);
    },
    [`POST ${one}/items`]: (call) => {
      const held = changeable(call, owner(call));
      return created(itemView(call, addItem(call.world, held, content(call), viewer(call))));
    },
    [`GET ${one}/items/{item_id}`]: (call) => ok(itemView(call, item(call, project(call, owner(call))))),
    [`PATCH ${one}/items/{item_id}`]: (call) => {
      const held = item(call, changeable(call, owner(call)));
      for (const sent of call.body.objects('fields')) {
        const field = held.project.fields.find(({ id }) => id === sent.int('id'));
        if (field === undefined) throw invalid('ProjectV2Item', 'fields', 'invalid');
        const value = sent.all['value'];
        setValue(call.world, held, field, typeof value === 'string' || typeof value === 'number' ? value : null);
      }
      return ok(itemView(call, held));
    },
    [`DELETE ${one}/items/{item_id}`]: (call) => {
      removeItem(call.world, item(call, changeable(call, owner(call))));
      return noContent();
    },
  };
}

function project(call: Call, owner: User): Project {
  const held = found(
    call.world.projects.find((one) => one.owner === owner && one.number === call.path.int('project_number')),
  );
  if (!mayRead(call.viewer, held)) throw notFound();
  return held;
}

function changeable(call: Call, owner: User): Project {
  const held = project(call, owner);
  if (owner !== viewer(call) && !owner.members.has(viewer(call))) throw forbidden();
  return held;
}

const userById = (call: Call): User =>
  found(
    call.world.users.find(
      ({ id, login }) =>
        String(id) === (call.path.text('user_id') ?? String(call.path.int('user_id'))) ||
        login === call.path.text('user_id'),
    ),
  );
const item = (call: Call, held: Project): ProjectItem =>
  found(held.items.find(({ id }) => id === call.path.int('item_id')));

/** The issue or pull request that a body names by its id or by its place. */
function content(call: Call): Issue {
  const { body, world } = call;
  const wantsPull = body.text('type') === 'PullRequest';
  const all = world.repositories
    .filter((repo) => world.permission(call.viewer, repo) !== null)
    .flatMap(({ issues }) => issues);
  const here = (one: Issue) =>
    body.has('id')
      ? (wantsPull ? one.pull?.id : one.id) === body.int('id')
      : one.number === body.int('number') &&
        one.repo.name === body.text('repo') &&
        one.repo.owner.login === body.text('owner');
  const issue = all.find((one) => here(one) && (one.pull !== null) === wantsPull);
  if (issue === undefined) throw unprocessable('Could not resolve to a node with the given id');
  return issue;
}

function items(call: Call, held: Project) {
  const words = (call.query.text('q') ?? '').split(' ').filter((word) => word !== '');
  const fits = ({ content: one }: ProjectItem) =>
    words.every((word) => {
      if (word === 'is:issue') return one.kind === 'Issue' && one.pull === null;
      if (word === 'is:pr') return one.kind === 'Issue' && one.pull !== null;
      if (word === 'is:open' || word === 'is:closed') return one.kind === 'Issue' && one.state === word.slice(3);
      return word.includes(':') || one.title.toLowerCase().includes(word.toLowerCase());
    });
  return cursorList(call, held.items.filter(fits), (one) => itemView(call, one));
}

function draft(call: Call, owner: User) {
  const held = changeable(call, owner);
  return created(
    itemView(
      call,
      addDraft(call.world, held, call.body.text('title') ?? '', call.body.text('body') ?? '', viewer(call)),
    ),
  );
}

function addView(call: Call, owner: User) {
  const held = changeable(call, owner);
  const layout = (['table', 'board', 'roadmap'] as const).find((one) => one === call.body.text('layout')) ?? 'table';
  const view = newView(call.world, held, call.body.text('name') ?? '', layout);
  view.filter = call.body.text('filter') ?? null;
  const visible = call.body.all['visible_fields'];
  if (Array.isArray(visible)) view.visible = held.fields.filter(({ id }) => visible.includes(id));
  return created(viewView(call, view));
}
