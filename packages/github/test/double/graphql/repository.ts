import { assignable, labelOf } from '../world/issues.ts';
import { branches, resolve, tags } from '../world/refs.ts';
import type { Issue, Label, Repository } from '../world/types.ts';
import type { DiscussionCategory, Milestone, Release } from '../world/types-talk.ts';
import { named } from './common.ts';
import { connect, ordered } from './connection.ts';
import { type Resolvers, unresolved } from './context.ts';
import { commitSource, objectAt, refSource } from './git.ts';

const permissions = { admin: 'ADMIN', maintain: 'MAINTAIN', push: 'WRITE', triage: 'TRIAGE', pull: 'READ' } as const;
const byDate = {
  CREATED_AT: (one: { createdAt: string }) => one.createdAt,
  UPDATED_AT: (one: { createdAt: string; updatedAt?: string }) => one.updatedAt ?? one.createdAt,
};

const repository: Resolvers<Repository> = {
  ...named,
  nameWithOwner: (repo) => `${repo.owner.login}/${repo.name}`,
  url: (repo) => `https://github.com/${repo.owner.login}/${repo.name}`,
  resourcePath: (repo) => `/${repo.owner.login}/${repo.name}`,
  sshUrl: (repo) => `git@github.com:${repo.owner.login}/${repo.name}.git`,
  homepageUrl: (repo) => repo.homepage,
  isPrivate: (repo) => repo.private,
  visibility: (repo) => (repo.private ? 'PRIVATE' : 'PUBLIC'),
  isFork: (repo) => repo.fork !== null,
  parent: (repo) => repo.fork,
  isArchived: (repo) => repo.archived,
  isEmpty: (repo) => repo.refs.size === 0,
  isInOrganization: (repo) => repo.owner.type === 'Organization',
  hasIssuesEnabled: (repo) => repo.hasIssues,
  hasDiscussionsEnabled: (repo) => repo.hasDiscussions,
  hasWikiEnabled: (repo) => repo.hasWiki,
  hasProjectsEnabled: (repo) => repo.hasProjects,
  mergeCommitAllowed: (repo) => repo.allowMergeCommit,
  squashMergeAllowed: (repo) => repo.allowSquashMerge,
  rebaseMergeAllowed: (repo) => repo.allowRebaseMerge,
  autoMergeAllowed: (repo) => repo.allowAutoMerge,
  deleteBranchOnMerge: (repo) => repo.deleteBranchOnMerge,
  pushedAt: (repo) => repo.pushedAt,
  stargazerCount: (repo) => repo.stars.size,
  viewerHasStarred: (repo, _, { viewer }) => repo.stars.has(viewer),
  viewerPermission: (repo, _, { world, viewer }) => permissions[world.permission(viewer, repo) ?? 'pull'],
  viewerCanAdminister: (repo, _, { world, viewer }) => world.permission(viewer, repo) === 'admin',
  viewerSubscription: (repo, _, { viewer }) => (repo.watchers.get(viewer) ?? 'unsubscribed').toUpperCase(),
  primaryLanguage: (repo) => repo.language && { id: repo.language, name: repo.language, color: null },
  licenseInfo: (repo) =>
    repo.license && { id: repo.license.key, key: repo.license.key, name: repo.license.name, spdxId: repo.license.spdx },
  repositoryTopics: (repo, args) =>
    connect(
      repo.topics.map((name) => ({ id: name, topic: { id: name, name } })),
      args,
    ),
  defaultBranchRef: (repo) => {
    const sha = repo.refs.get(`refs/heads/${repo.defaultBranch}`);
    return sha === undefined ? null : refSource(repo, `refs/heads/${repo.defaultBranch}`, sha);
  },
  ref: (repo, args) => {
    const name = args.text('qualifiedName') ?? '';
    const full = [name, `refs/heads/${name}`, `refs/tags/${name}`].find((one) => repo.refs.has(one));
    return full === undefined ? null : refSource(repo, full, repo.refs.get(full) ?? '');
  },
  refs: (repo, args) => {
    const prefix = args.text('refPrefix') ?? 'refs/heads/';
    const all = prefix.startsWith('refs/tags') ? tags(repo) : branches(repo);
    const wanted = all.filter(([name]) => name.includes(args.text('query') ?? ''));
    return connect(
      wanted.map(([name, sha]) => refSource(repo, `${prefix.replace(/\/$/, '')}/${name}`, sha)),
      args,
    );
  },
  object: (repo, args) => objectAt(repo, args.text('expression') ?? args.text('oid') ?? ''),
  issue: (repo, args) => one(repo, args.int('number'), 'an Issue', (issue) => issue.pull === null),
  pullRequest: (repo, args) => one(repo, args.int('number'), 'a PullRequest', (issue) => issue.pull !== null).pull,
  issueOrPullRequest: (repo, args) => {
    const found = one(repo, args.int('number'), 'an issue or pull request', () => true);
    return found.pull ?? found;
  },
  issues: (repo, args) => {
    const filters = args.object('filterBy');
    const states = args.texts('states') ?? filters?.texts('states');
    const labels = args.texts('labels') ?? filters?.texts('labels');
    const since = filters?.text('since');
    const assignee = filters?.text('assignee');
    const author = filters?.text('createdBy');
    const all = repo.issues.filter(
      (issue) =>
        issue.pull === null &&
        (states === undefined || states.length === 0 || states.includes(issue.state.toUpperCase())) &&
        (labels === undefined || issue.labels.some(({ name }) => labels.includes(name))) &&
        (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since)) &&
        (assignee === undefined ||
          (assignee === '*' ? issue.assignees.length > 0 : issue.assignees.some(({ login }) => login === assignee))) &&
        (author === undefined || issue.author?.login === author),
    );
    return connect(ordered(all, args, { ...byDate, COMMENTS: (issue) => issue.comments.length }), args);
  },
  pullRequests: (repo, args) => {
    const states = args.texts('states');
    const all = repo.issues.filter(
      (issue) =>
        issue.pull !== null &&
        (states === undefined ||
          states.length === 0 ||
          states.includes(issue.pull.merged ? 'MERGED' : issue.state.toUpperCase())) &&
        (!args.has('headRefName') || issue.pull.head.ref === args.text('headRefName')) &&
        (!args.has('baseRefName') || issue.pull.base.ref === args.text('baseRefName')),
    );
    return connect(
      ordered(all, args, byDate).map(({ pull }) => pull),
      args,
    );
  },
  labels: (repo, args) => {
    const wanted = (args.text('query') ?? '').toLowerCase();
    const all = repo.labels.filter(({ name }) => name.toLowerCase().includes(wanted));
    return connect(ordered(all, args, { NAME: ({ name }) => name, CREATED_AT: ({ id }) => id }), args);
  },
  label: (repo, args) => labelOf(repo, args.text('name') ?? '') ?? null,
  milestones: (repo, args) => {
    const states = args.texts('states');
    return connect(
      repo.milestones.filter(({ state }) => states === undefined || states.includes(state.toUpperCase())),
      args,
    );
  },
  milestone: (repo, args) => repo.milestones.find(({ number }) => number === args.int('number')) ?? null,
  assignableUsers: (repo, args, { world }) =>
    connect(
      world.users.filter(
        (user) => user.type === 'User' && assignable(repo, user) && user.login.includes(args.text('query') ?? ''),
      ),
      args,
    ),
  mentionableUsers: (repo, args, { world }) =>
    connect(
      world.users.filter((user) => user.type === 'User' && assignable(repo, user)),
      args,
    ),
  suggestedActors: (repo, args, { world }) =>
    connect(
      world.users
        .filter((user) => assignable(repo, user))
        .toSorted((a, b) => Number(b.type === 'Bot') - Number(a.type === 'Bot')),
      args,
    ),
  issueTypes: (repo, args) => connect(repo.owner.issueTypes, args),
  collaborators: (repo, args) =>
    connect(
      [repo.owner, ...repo.collaborators.keys()].filter(({ type }) => type === 'User'),
      args,
    ),
  discussions: (repo, args) => {
    const category = args.text('categoryId');
    const states = args.texts('states');
    const all = repo.discussions.filter(
      (held) =>
        (category === undefined || held.category.nodeId === category) &&
        (states === undefined || states.length === 0 || states.includes(held.closed ? 'CLOSED' : 'OPEN')) &&
        (args.flag('answered') === undefined || (held.answer !== null) === args.flag('answered')),
    );
    const newestFirst = all.toReversed();
    return connect(ordered(newestFirst, args, byDate), args);
  },
  discussion: (repo, args) => {
    const found = repo.discussions.find(({ number }) => number === args.int('number'));
    if (found === undefined) throw unresolved('a Discussion', `number of ${args.int('number')}`);
    return found;
  },
  discussionCategories: (repo, args) => connect(repo.discussionCategories, args),
  discussionCategory: (repo, args) => repo.discussionCategories.find(({ slug }) => slug === args.text('slug')) ?? null,
  releases: (repo, args) => connect(repo.releases.toReversed(), args),
  release: (repo, args) => repo.releases.find(({ tag }) => tag === args.text('tagName')) ?? null,
  latestRelease: (repo) => repo.releases.findLast(({ draft, prerelease }) => !draft && !prerelease) ?? null,
  forks: (repo, args, { world }) =>
    connect(
      world.repositories.filter(({ fork }) => fork === repo),
      args,
    ),
  stargazers: (repo, args) => connect([...repo.stars.keys()], args),
};

function one(repo: Repository, number: number | undefined, what: string, fits: (issue: Issue) => boolean): Issue {
  const found = repo.issues.find((issue) => issue.number === number);
  if (found === undefined || !fits(found)) throw unresolved(what, `number of ${number}`);
  return found;
}

export const repositoryTypes: Readonly<Record<string, Resolvers>> = {
  Repository: repository,
  Label: {
    ...named,
    repository: (label: Label) => label.repo,
    isDefault: () => false,
    createdAt: (label: Label) => label.repo.createdAt,
    url: (label: Label) =>
      `https://github.com/${label.repo.owner.login}/${label.repo.name}/labels/${encodeURIComponent(label.name)}`,
    issues: (label: Label, args) =>
      connect(
        label.repo.issues.filter((issue) => issue.pull === null && issue.labels.includes(label)),
        args,
      ),
  },
  Milestone: {
    ...named,
    repository: (milestone: Milestone) => milestone.repo,
    creator: (milestone: Milestone) => milestone.author,
    state: (milestone: Milestone) => milestone.state.toUpperCase(),
    closed: (milestone: Milestone) => milestone.state === 'closed',
    url: (milestone: Milestone) =>
      `https://github.com/${milestone.repo.owner.login}/${milestone.repo.name}/milestone/${milestone.number}`,
    issues: (milestone: Milestone, args) =>
      connect(
        milestone.repo.issues.filter((issue) => issue.milestone === milestone && issue.pull === null),
        args,
      ),
  },
  DiscussionCategory: {
    ...named,
    repository: (category: DiscussionCategory) => category.repo,
    isAnswerable: (category: DiscussionCategory) => category.answerable,
    emojiHTML: (category: DiscussionCategory) => category.emoji,
    createdAt: (category: DiscussionCategory) => category.repo.createdAt,
    updatedAt: (category: DiscussionCategory) => category.repo.createdAt,
  },
  Release: {
    ...named,
    repository: (release: Release) => release.repo,
    tagName: (release: Release) => release.tag,
    description: (release: Release) => release.body,
    isDraft: (release: Release) => release.draft,
    isPrerelease: (release: Release) => release.prerelease,
    url: (release: Release) =>
      `https://github.com/${release.repo.owner.login}/${release.repo.name}/releases/tag/${release.tag}`,
    tagCommit: (release: Release) => {
      const commit = resolve(release.repo, release.tag);
      return commit === undefined ? null : commitSource(release.repo, commit);
    },
    releaseAssets: (release: Release, args) => connect(release.assets, args),
  },
};
