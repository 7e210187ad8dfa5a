import {
  type Call,
  type Handlers,
  list,
  organization,
  repository,
  repositoryFor,
  sorted,
  user,
  viewer,
} from '../http/call.ts';
import { accepted, created, noContent, ok } from '../http/reply.ts';
import { forbidden, found, invalid } from '../refusal.ts';
import { commitTexts } from '../world/texts.ts';
import type { Repository, User } from '../world/types.ts';
import { userView } from './views/accounts.ts';
import { fullName, repositoryView } from './views/repository.ts';
import { branches } from '../world/refs.ts';

const repo = '/repos/{owner}/{repo}';

export const repositories: Handlers = {
  [`GET ${repo}`]: (call) => ok(view(call, repository(call))),
  [`PATCH ${repo}`]: (call) => {
    const held = repositoryFor(call, 'admin');
    change(call, held);
    return ok(view(call, held));
  },
  [`DELETE ${repo}`]: (call) => {
    const gone = repositoryFor(call, 'admin');
    const { world } = call;
    world.repositories.splice(world.repositories.indexOf(gone), 1);
    world.forget(gone);
    return noContent();
  },
  'POST /user/repos': (call) => created(view(call, create(call, viewer(call)))),
  'POST /orgs/{org}/repos': (call) => {
    const org = organization(call);
    if (!org.members.has(viewer(call)))
      throw forbidden('You need admin access to the organization before adding a repository to it.');
    return created(view(call, create(call, org)));
  },
  'GET /user/repos': (call) => {
    const me = viewer(call);
    const mine = call.world.repositories.filter(
      (one) => one.owner === me || one.collaborators.has(me) || one.owner.members.has(me),
    );
    const wanted = call.query.text('visibility') ?? 'all';
    return list(
      call,
      order(
        call,
        mine.filter((one) => wanted === 'all' || one.private === (wanted === 'private')),
      ),
      (one) => view(call, one),
    );
  },
  'GET /users/{username}/repos': (call) => {
    const owner = user(call);
    return list(
      call,
      order(
        call,
        visible(call).filter((one) => one.owner === owner && !one.private),
      ),
      (one) => view(call, one),
    );
  },
  'GET /orgs/{org}/repos': (call) => {
    const owner = organization(call);
    return list(
      call,
      order(
        call,
        visible(call).filter((one) => one.owner === owner),
      ),
      (one) => view(call, one),
    );
  },
  [`GET ${repo}/forks`]: (call) => {
    const held = repository(call);
    return list(
      call,
      visible(call).filter((one) => one.fork === held),
      (one) => view(call, one),
    );
  },
  [`POST ${repo}/forks`]: (call) => accepted(view(call, fork(call, repository(call)))),
  [`GET ${repo}/topics`]: (call) => ok({ names: repository(call).topics }),
  [`PUT ${repo}/topics`]: (call) => {
    const held = repositoryFor(call, 'admin');
    const names = call.body.texts('names') ?? [];
    if (names.some((name) => !/^[a-z0-9][a-z0-9-]{0,49}$/.test(name))) throw invalid('Repository', 'topics', 'invalid');
    held.topics = names;
    return ok({ names });
  },
  [`GET ${repo}/languages`]: (call) => {
    const { language } = repository(call);
    return ok(language === null ? {} : { [language]: 1234 });
  },
  [`GET ${repo}/contributors`]: (call) => {
    const held = repository(call);
    return list(call, [held.owner], (one) => ({ ...userView(call.url, one), contributions: 3 }));
  },
};

export const view = (call: Call, held: Repository) =>
  repositoryView(call.url, held, call.viewer === null ? null : call.world.permission(call.viewer, held));

/** Every repository that the viewer may know of. */
export function visible({ world, viewer: me }: Call): Repository[] {
  return world.repositories.filter((one) => world.permission(me, one) !== null);
}

function order(call: Call, all: Repository[]): Repository[] {
  const by = call.query.text('sort') ?? 'created';
  const keys: Record<string, (one: Repository) => string> = {
    created: (one) => one.createdAt,
    updated: (one) => one.updatedAt,
    pushed: (one) => one.pushedAt,
    full_name: (one) => fullName(one).toLowerCase(),
  };
  return sorted(call, all, keys[by] ?? ((one) => one.createdAt), by === 'full_name' ? 'asc' : 'desc');
}

function create(call: Call, owner: User): Repository {
  const { body, world } = call;
  const name = (body.text('name') ?? '').replaceAll(/[^\w.-]/g, '-');
  if (world.repository(owner.login, name) !== undefined)
    throw invalid('Repository', 'name', 'custom', 'name already exists on this account');
  const made = world.addRepository(owner, name);
  change(call, made);
  if (owner.type === 'Organization') made.collaborators.set(viewer(call), 'admin');
  if (body.flag('auto_init')) commitTexts(world, made, viewer(call), { 'README.md': `# ${name}\n` }, 'Initial commit');
  return made;
}

function change(call: Call, held: Repository): void {
  const { body, world } = call;
  const name = body.text('name');
  if (name !== undefined && name !== held.name) {
    if (world.repository(held.owner.login, name) !== undefined) throw invalid('Repository', 'name', 'already_exists');
    world.renamed.set(fullName(held).toLowerCase(), held);
    held.name = name;
  }
  held.description = body.text('description') ?? held.description;
  held.homepage = body.text('homepage') ?? held.homepage;
  held.private = body.flag('private') ?? (body.has('visibility') ? body.text('visibility') !== 'public' : held.private);
  held.archived = body.flag('archived') ?? held.archived;
  const branch = body.text('default_branch');
  if (branch !== undefined) {
    if (!branches(held).some(([one]) => one === branch)) throw invalid('Repository', 'default_branch', 'invalid');
    held.defaultBranch = branch;
  }
  held.hasIssues = body.flag('has_issues') ?? held.hasIssues;
  held.hasProjects = body.flag('has_projects') ?? held.hasProjects;
  held.hasWiki = body.flag('has_wiki') ?? held.hasWiki;
  held.hasDiscussions = body.flag('has_discussions') ?? held.hasDiscussions;
  held.isTemplate = body.flag('is_template') ?? held.isTemplate;
  held.allowMergeCommit = body.flag('allow_merge_commit') ?? held.allowMergeCommit;
  held.allowSquashMerge = body.flag('allow_squash_merge') ?? held.allowSquashMerge;
  held.allowRebaseMerge = body.flag('allow_rebase_merge') ?? held.allowRebaseMerge;
  held.allowAutoMerge = body.flag('allow_auto_merge') ?? held.allowAutoMerge;
  held.deleteBranchOnMerge = body.flag('delete_branch_on_merge') ?? held.deleteBranchOnMerge;
  held.updatedAt = world.now();
}

function fork(call: Call, source: Repository): Repository {
  const { body, world } = call;
  const me = viewer(call);
  const owner = body.has('organization') ? found(world.user(body.text('organization') ?? '')) : me;
  const held = world.repositories.find((one) => one.owner === owner && one.fork === source);
  if (held !== undefined) return held;
  if (owner === source.owner) throw forbidden('You cannot fork your own repository.');
  const all = [...source.refs].filter(
    ([ref]) => !body.flag('default_branch_only') || ref === `refs/heads/${source.defaultBranch}`,
  );
  return world.addRepository(owner, body.text('name') ?? source.name, {
    fork: source,
    objects: source.objects,
    refs: new Map(all),
    defaultBranch: source.defaultBranch,
    private: source.private,
    description: source.description,
    language: source.language,
    license: source.license,
    hasIssues: false,
    ...(owner.type === 'Organization' && { collaborators: new Map([[me, 'admin' as const]]) }),
  });
}
