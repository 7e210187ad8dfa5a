import { invalid } from '../refusal.ts';
import { reviewDecision } from './pulls.ts';
import { holds, inRange, parseQuery, type Query, valuesOf } from './query.ts';
import type { Issue, Repository, User } from './types.ts';
import type { World } from './world.ts';

type Test<T> = (item: T, value: string, viewer: User | null) => boolean;

const fullName = (repo: Repository) => `${repo.owner.login}/${repo.name}`.toLowerCase();
const is = (held: string | null | undefined, value: string) => (held ?? '').toLowerCase() === value.toLowerCase();
const login = (user: User | null, value: string, viewer: User | null) =>
  user !== null &&
  (value === '@me' ? user === viewer : is(user.login, value.replace(/^@/, '').replace(/^app\/(.*)$/, '$1[bot]')));

const inRepository: Record<string, Test<Repository>> = {
  repo: (repo, value) => fullName(repo) === value.toLowerCase(),
  user: (repo, value, viewer) => login(repo.owner, value, viewer),
  org: (repo, value) => is(repo.owner.login, value),
  language: (repo, value) => is(repo.language, value),
  archived: (repo, value) => String(repo.archived) === value,
};

const ofRepositories: Record<string, Test<Repository>> = {
  ...inRepository,
  topic: (repo, value) => repo.topics.includes(value.toLowerCase()),
  stars: (repo, value) => inRange(value, repo.stars.size),
  forks: (_, value) => inRange(value, 0),
  license: (repo, value) => is(repo.license?.key, value),
  is: (repo, value) => value === (repo.private ? 'private' : 'public') || (value === 'fork' && repo.fork !== null),
  fork: (repo, value) => value === 'true' || (value === 'only') === (repo.fork !== null),
  created: (repo, value) => inRange(value, repo.createdAt),
  pushed: (repo, value) => inRange(value, repo.pushedAt),
  in: () => true,
};

const ofIssues: Record<string, Test<Issue>> = {
  repo: (one, value, viewer) => inRepository['repo']?.(one.repo, value, viewer) ?? false,
  user: (one, value, viewer) => inRepository['user']?.(one.repo, value, viewer) ?? false,
  org: (one, value, viewer) => inRepository['org']?.(one.repo, value, viewer) ?? false,
  archived: (one, value) => String(one.repo.archived) === value,
  is: (one, value) => {
    switch (value) {
      case 'issue':
        return one.pull === null;
      case 'pr':
      case 'pull-request':
        return one.pull !== null;
      case 'merged':
      case 'unmerged':
        return one.pull !== null && one.pull.merged === (value === 'merged');
      case 'draft':
        return one.pull?.draft ?? false;
      case 'locked':
        return one.locked;
      case 'public':
      case 'private':
        return one.repo.private === (value === 'private');
      default:
        return one.state === value;
    }
  },
  type: (one, value) =>
    value === 'pr' ? one.pull !== null : value === 'issue' ? one.pull === null : is(one.type?.name, value),
  state: (one, value) => one.state === value,
  reason: (one, value) => is(one.stateReason?.replace('_', ' '), value),
  author: (one, value, viewer) => login(one.author, value, viewer),
  assignee: (one, value, viewer) =>
    value === '*' ? one.assignees.length > 0 : one.assignees.some((user) => login(user, value, viewer)),
  mentions: (one, value, viewer) => (one.body ?? '').includes(`@${value === '@me' ? (viewer?.login ?? '') : value}`),
  commenter: (one, value, viewer) => one.comments.some(({ author }) => login(author, value, viewer)),
  involves: (one, value, viewer) =>
    [one.author, ...one.assignees, ...one.comments.map(({ author }) => author)].some((user) =>
      login(user, value, viewer),
    ),
  'review-requested': (one, value, viewer) => one.pull?.reviewers.some((user) => login(user, value, viewer)) ?? false,
  'reviewed-by': (one, value, viewer) => one.pull?.reviews.some(({ author }) => login(author, value, viewer)) ?? false,
  review: (one, value) =>
    one.pull !== null &&
    {
      approved: 'APPROVED',
      changes_requested: 'CHANGES_REQUESTED',
      required: 'REVIEW_REQUIRED',
      none: 'REVIEW_REQUIRED',
    }[value] === reviewDecision(one.pull),
  draft: (one, value) => String(one.pull?.draft ?? false) === value,
  label: (one, value) =>
    value.split(',').some((name) => one.labels.some((label) => is(label.name, name.replaceAll('"', '')))),
  milestone: (one, value) => is(one.milestone?.title, value),
  no: (one, value) =>
    ({ label: one.labels.length === 0, assignee: one.assignees.length === 0, milestone: one.milestone === null })[
      value
    ] ?? false,
  head: (one, value) => is(one.pull?.head.ref, value),
  base: (one, value) => is(one.pull?.base.ref, value),
  sha: (one, value) => one.pull?.headSha.startsWith(value) ?? false,
  comments: (one, value) => inRange(value, one.comments.length),
  reactions: (one, value) => inRange(value, one.reactions.length),
  created: (one, value) => inRange(value, one.createdAt),
  updated: (one, value) => inRange(value, one.updatedAt),
  closed: (one, value) => one.closedAt !== null && inRange(value, one.closedAt),
  merged: (one, value) => one.pull?.mergedAt !== null && one.pull !== null && inRange(value, one.pull.mergedAt),
  language: (one, value) => is(one.repo.language, value),
  in: () => true,
  sort: () => true,
};

const ofUsers: Record<string, Test<User>> = {
  type: (one, value) => (value === 'org' ? one.type === 'Organization' : is(one.type, value)),
  user: (one, value) => is(one.login, value),
  org: (one, value) => is(one.login, value),
  location: (one, value) => (one.location ?? '').toLowerCase().includes(value.toLowerCase()),
  followers: (one, value) => inRange(value, one.followers.size),
  created: (one, value) => inRange(value, one.createdAt),
  repos: () => true,
  language: () => true,
  in: () => true,
};

export function searchRepositories(world: World, viewer: User | null, text: string): Repository[] {
  const query = parse(text, ofRepositories);
  return visible(world, viewer).filter(
    (repo) =>
      fits(query, ofRepositories, repo, viewer) &&
      holds(query, fullName(repo), repo.description, repo.topics.join(' ')),
  );
}

export function searchIssues(world: World, viewer: User | null, text: string): Issue[] {
  const query = parse(text, ofIssues);
  for (const name of valuesOf(query, 'repo')) {
    const repo = world.repository(name.split('/')[0] ?? '', name.split('/')[1] ?? '');
    if (repo === undefined || world.permission(viewer, repo) === null)
      throw invalid(
        'Search',
        'q',
        'invalid',
        'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.',
      );
  }
  return visible(world, viewer)
    .flatMap((repo) => repo.issues)
    .filter((one) => {
      const inside = valuesOf(query, 'in').flatMap((value) => value.split(','));
      const texts = inside.length === 0 ? ['title', 'body', 'comments'] : inside;
      return (
        fits(query, ofIssues, one, viewer) &&
        holds(
          query,
          texts.includes('title') ? one.title : '',
          texts.includes('body') ? one.body : '',
          ...(texts.includes('comments') ? one.comments.map(({ body }) => body) : []),
        )
      );
    });
}

export function searchUsers(world: World, viewer: User | null, text: string): User[] {
  const query = parse(text, ofUsers);
  return world.users.filter((one) => fits(query, ofUsers, one, viewer) && holds(query, one.login, one.name, one.email));
}

export interface CodeHit {
  repo: Repository;
  path: string;
  sha: string;
  /** Of the first match: its line, and where in it. */
  fragment: string;
}

const codeQualifiers = [
  'repo',
  'user',
  'org',
  'path',
  'extension',
  'filename',
  'language',
  'in',
  'is',
  'size',
  'symbol',
  'content',
];

/** Looks through the default branch of everything that may be seen, in the order of paths. */
export function searchCode(world: World, viewer: User | null, text: string): CodeHit[] {
  const query = parseQuery(text, codeQualifiers);
  if (query.words.length === 0 && query.qualifiers.length === 0) throw invalid('Search', 'q', 'missing');
  const repos = visible(world, viewer).filter((repo) =>
    fits(query, { ...inRepository, language: () => true }, repo, viewer),
  );
  return repos.flatMap((repo) => {
    const commit = repo.objects.findCommit(repo.refs.get(`refs/heads/${repo.defaultBranch}`) ?? '');
    const files = commit === undefined ? [] : [...repo.objects.files(commit.tree)];
    return files.flatMap(([path, { sha }]): CodeHit[] => {
      const bytes = repo.objects.bytes(sha);
      const content = bytes.includes(0) ? '' : bytes.toString('utf8');
      const named = query.qualifiers.every(({ name, value, not }) => {
        if (name === 'path') return path.includes(value.replace(/^\/|\/$/g, '').replaceAll('*', '')) !== not;
        if (name === 'extension') return path.endsWith(`.${value}`) !== not;
        if (name === 'filename') return (path.split('/').at(-1) ?? '').includes(value) !== not;
        if (name === 'language') return is(languages[path.split('.').at(-1) ?? ''], value) !== not;
        return true;
      });
      if (!named || !holds(query, content, path)) return [];
      const line = content.split('\n').find((one) => query.words.some((word) => one.toLowerCase().includes(word)));
      return [{ repo, path, sha, fragment: line ?? '' }];
    });
  });
}

const languages: Record<string, string> = {
  ts: 'typescript',
  js: 'javascript',
  md: 'markdown',
  py: 'python',
  json: 'json',
  csv: 'csv',
  yml: 'yaml',
};

function parse(text: string, tests: Record<string, unknown>): Query {
  return parseQuery(text, Object.keys(tests));
}

/** Values of one qualifier are alternatives where a thing has only one of it; everything else must hold at the same time. */
function fits<T>(query: Query, tests: Record<string, Test<T>>, item: T, viewer: User | null): boolean {
  const either = new Map<string, boolean>();
  for (const { name, value, not } of query.qualifiers) {
    const test = tests[name];
    if (test === undefined) continue;
    const held = test(item, value, viewer);
    if (not) {
      if (held) return false;
    } else if (['repo', 'user', 'org', 'author'].includes(name)) {
      const key = name === 'author' ? name : 'where';
      either.set(key, (either.get(key) ?? false) || held);
    } else if (!held) {
      return false;
    }
  }
  return [...either.values()].every(Boolean);
}

function visible(world: World, viewer: User | null): Repository[] {
  return world.repositories.filter((repo) => world.permission(viewer, repo) !== null);
}
