import { searchIssues, searchRepositories, searchUsers } from '../world/search.ts';
import type { Repository } from '../world/types.ts';
import type { Project } from '../world/types-talk.ts';
import { accountOf } from './accounts.ts';
import { connect } from './connection.ts';
import { type Context, type Resolvers, unresolved } from './context.ts';
import { mayRead } from '../world/project-rights.ts';

export const query: Resolvers = {
  viewer: (_, _args, { viewer }) => viewer,
  user: (_, args, { world }) => accountOf(world.user(args.text('login') ?? ''), 'User', args.text('login') ?? ''),
  organization: (_, args, { world }) =>
    accountOf(world.user(args.text('login') ?? ''), 'Organization', args.text('login') ?? ''),
  repositoryOwner: (_, args, { world }) => world.user(args.text('login') ?? '') ?? null,
  repository: (_, args, { world, viewer }) => {
    const [owner, name] = [args.text('owner') ?? '', args.text('name') ?? ''];
    const repo = world.repository(owner, name) ?? world.renamed.get(`${owner}/${name}`.toLowerCase());
    if (repo === undefined || world.permission(viewer, repo) === null)
      throw unresolved('a Repository', `name '${owner}/${name}'`);
    return repo;
  },
  node: (_, args, context) => nodeOf(context, args.text('id') ?? ''),
  nodes: (_, args, context) => (args.texts('ids') ?? []).map((id) => orError(() => nodeOf(context, id))),
  search: (_, args, { world, viewer }) => {
    const text = args.text('query') ?? '';
    switch (args.text('type')) {
      case 'REPOSITORY': {
        const hits = searchRepositories(world, viewer, text);
        return { ...connect(hits, args), repositoryCount: hits.length };
      }
      case 'USER': {
        const hits = searchUsers(world, viewer, text);
        return { ...connect(hits, args), userCount: hits.length };
      }
      default: {
        const hits = searchIssues(world, viewer, text).map((issue) => issue.pull ?? issue);
        return { ...connect(hits, args), issueCount: hits.length };
      }
    }
  },
  rateLimit: (_, _args, { viewer }) => ({
    cost: 1,
    limit: 5000,
    remaining: 4999,
    used: 1,
    nodeCount: 0,
    resetAt: viewer.createdAt,
  }),
  meta: () => ({ gitHubServicesSha: '0'.repeat(40), isPasswordAuthenticationVerifiable: false }),
  id: () => 'Q_query',
};

function orError(get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    return error;
  }
}

/** The thing that a node id names, if the viewer may see it. */
export function nodeOf({ world, viewer }: Context, id: string): object {
  const found = world.node(id);
  const repo = found && repositoryOf(found);
  const hidden = repo !== undefined && world.permission(viewer, repo) === null;
  const project = found && 'project' in found ? found.project : found;
  const foreign = isProject(project) && !mayRead(viewer, project);
  if (found === undefined || hidden || foreign) throw unresolved('a node', `global id of '${id}'`);
  return found;
}

const isProject = (value: unknown): value is Project =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ProjectV2';

/** The repository that a thing belongs to. */
export function repositoryOf(thing: object): Repository | undefined {
  if (isRepository(thing)) return thing;
  for (const way of ['repo', 'issue', 'pull', 'thread', 'discussion', 'release', 'run'] as const) {
    const next: unknown = Reflect.get(thing, way);
    if (typeof next === 'object' && next !== null) return repositoryOf(next);
  }
  return undefined;
}

const isRepository = (thing: object): thing is Repository => 'kind' in thing && thing.kind === 'Repository';
