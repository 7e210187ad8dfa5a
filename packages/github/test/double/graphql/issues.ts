import type { Comment, Issue } from '../world/types.ts';
import { reacting, reactionName, writing } from './common.ts';
import type { Reaction } from '../world/types-talk.ts';
import { connect } from './connection.ts';
import type { Resolvers } from './context.ts';
import { itemsOf } from './projects.ts';

const web = (issue: Issue) =>
  `https://github.com/${issue.repo.owner.login}/${issue.repo.name}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;

/** Fields that issues and pull requests have in common. */
export const discussed: Resolvers<Issue> = {
  ...reacting,
  closed: (issue) => issue.state === 'closed',
  activeLockReason: (issue) => issue.lockReason?.toUpperCase().replace('-', '_') ?? null,
  assignees: (issue, args) =>
    connect(
      issue.assignees.filter(({ type }) => type === 'User'),
      args,
    ),
  assignedActors: (issue, args) => connect(issue.assignees, args),
  labels: (issue, args) => connect(issue.labels, args),
  comments: (issue, args) => connect(issue.comments, args),
  participants: (issue, args) => {
    const all = [issue.author, ...issue.assignees, ...issue.comments.map(({ author }) => author)];
    return connect([...new Set(all.filter((one) => one?.type === 'User'))], args);
  },
  projectItems: (issue, args, { world }) => connect(itemsOf(world, issue), args),
  viewerCanClose: (issue, _, { world, viewer }) => issue.author === viewer || world.canPush(viewer, issue.repo),
  viewerCanReopen: (issue, _, { world, viewer }) => issue.author === viewer || world.canPush(viewer, issue.repo),
  viewerCanLabel: (issue, _, { world, viewer }) => world.canPush(viewer, issue.repo),
};

const issue: Resolvers<Issue> = {
  ...writing((one: Issue) => one.repo, web),
  ...discussed,
  state: (one) => one.state.toUpperCase(),
  stateReason: (one) => one.stateReason?.toUpperCase() ?? null,
  isPinned: (one) => one.pinned,
  issueType: (one) => one.type,
  subIssues: (one, args) => connect(one.subIssues, args),
  blockedBy: (one, args) => connect(one.blockedBy, args),
  blocking: (one, args, { world }) =>
    connect(
      world.repositories.flatMap(({ issues }) => issues).filter(({ blockedBy }) => blockedBy.includes(one)),
      args,
    ),
  subIssuesSummary: (one) => {
    const completed = one.subIssues.filter(({ state }) => state === 'closed').length;
    const total = one.subIssues.length;
    return { completed, total, percentCompleted: total === 0 ? 0 : Math.floor((completed / total) * 100) };
  },
  closedByPullRequestsReferences: (one, args) =>
    connect(
      one.repo.issues.flatMap(({ pull, body }) => (pull && closes(body, one.number) ? [pull] : [])),
      args,
    ),
  timelineItems: (_one, args) => connect([], args),
};

export const closes = (body: string | null, number: number): boolean =>
  [...(body ?? '').matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?) #(\d+)/gi)].some(
    ([, found]) => Number(found) === number,
  );

export const issueTypes: Readonly<Record<string, Resolvers>> = {
  Issue: issue,
  IssueComment: {
    ...writing(
      (one: Comment) => one.issue.repo,
      (one: Comment) => `${web(one.issue)}#issuecomment-${one.id}`,
    ),
    ...reacting,
    issue: (one: Comment) => one.issue,
    pullRequest: (one: Comment) => one.issue.pull,
    isMinimized: (one: Comment) => one.minimized !== null,
    minimizedReason: (one: Comment) => one.minimized,
  },
  Reaction: {
    content: (one: Reaction) => reactionName(one.content),
    user: (one: Reaction) => one.author,
    id: (one: Reaction) => one.nodeId,
    databaseId: (one: Reaction) => one.id,
  },
};
