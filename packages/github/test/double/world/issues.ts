import { invalid, Refusal, unprocessable } from '../refusal.ts';
import type { Comment, Issue, Label, Repository, TimelineEvent, User } from './types.ts';
import type { Milestone, Reaction, ReactionContent } from './types-talk.ts';
import type { World } from './world.ts';

/** Changes of an issue. Undefined keeps a value; null removes it. */
export interface IssueChange {
  title?: string | undefined;
  body?: string | null | undefined;
  state?: 'open' | 'closed' | undefined;
  stateReason?: Issue['stateReason'] | undefined;
  labels?: string[] | undefined;
  assignees?: string[] | undefined;
  milestone?: number | null | undefined;
  type?: string | null | undefined;
}

export function newIssue(
  world: World,
  repo: Repository,
  author: User | null,
  title: string,
  body: string | null,
): Issue {
  const at = world.now();
  const issue: Issue = world.add({
    kind: 'Issue' as const,
    repo,
    number: repo.nextNumber++,
    title,
    body,
    author,
    state: 'open' as const,
    stateReason: null,
    labels: [],
    assignees: [],
    milestone: null,
    type: null,
    fieldValues: new Map(),
    locked: false,
    lockReason: null,
    pinned: false,
    comments: [],
    reactions: [],
    events: [],
    parent: null,
    subIssues: [],
    blockedBy: [],
    pull: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
  });
  repo.issues.push(issue);
  return issue;
}

/** Changes an issue or pull request, with an event for each thing that changed. */
export function changeIssue(world: World, issue: Issue, actor: User, change: IssueChange): void {
  const { repo } = issue;
  if (change.title !== undefined && change.title !== issue.title) {
    if (change.title.trim() === '') throw invalid('Issue', 'title', 'missing_field');
    event(world, issue, 'renamed', actor, { rename: { from: issue.title, to: change.title } });
    issue.title = change.title;
  }
  if (change.body !== undefined) issue.body = change.body;
  if (change.labels !== undefined) setLabels(world, issue, actor, change.labels);
  if (change.assignees !== undefined) setAssignees(world, issue, actor, change.assignees);
  if (change.milestone !== undefined) {
    const milestone = change.milestone === null ? null : milestoneOf(repo, change.milestone);
    if (milestone !== null) event(world, issue, 'milestoned', actor, { milestone });
    else if (issue.milestone !== null) event(world, issue, 'demilestoned', actor, { milestone: issue.milestone });
    issue.milestone = milestone;
  }
  if (change.type !== undefined) {
    const type = repo.owner.issueTypes.find(({ name }) => name.toLowerCase() === change.type?.toLowerCase()) ?? null;
    if (change.type !== null && change.type !== '' && type === null) throw invalid('Issue', 'type', 'invalid');
    issue.type = type;
  }
  if (change.state !== undefined && change.state !== issue.state) setState(world, issue, actor, change.state);
  if (issue.state === 'closed') issue.stateReason = change.stateReason ?? issue.stateReason ?? 'completed';
  if (issue.pull !== null) issue.stateReason = null;
  issue.updatedAt = world.now();
}

function setState(world: World, issue: Issue, actor: User, state: 'open' | 'closed'): void {
  if (issue.pull?.merged) throw invalid('PullRequest', 'state', 'custom', 'Pull request is already merged.');
  issue.state = state;
  issue.closedAt = state === 'closed' ? world.now() : null;
  issue.closedBy = state === 'closed' ? actor : null;
  issue.stateReason = state === 'open' ? 'reopened' : null;
  event(world, issue, state === 'closed' ? 'closed' : 'reopened', actor);
}

/** Labels that nobody has made yet are made, as GitHub does. */
export function setLabels(world: World, issue: Issue, actor: User, names: string[]): void {
  const wanted = [...new Set(names)].map(
    (name) => labelOf(issue.repo, name) ?? newLabel(world, issue.repo, name, 'ededed', null),
  );
  for (const label of wanted) if (!issue.labels.includes(label)) event(world, issue, 'labeled', actor, { label });
  for (const label of issue.labels) if (!wanted.includes(label)) event(world, issue, 'unlabeled', actor, { label });
  issue.labels = wanted;
}

/** Leaves people who cannot be assigned out in silence, as GitHub does; refuses an unknown login. */
export function setAssignees(world: World, issue: Issue, actor: User, logins: string[]): void {
  const unknown = logins.find((login) => world.user(login) === undefined);
  if (unknown !== undefined)
    throw new Refusal(422, 'Validation Failed', {
      errors: [{ value: unknown, resource: 'Issue', field: 'assignees', code: 'invalid' }],
    });
  const wanted = logins.flatMap((login) => {
    const user = world.user(login);
    return user !== undefined && assignable(issue.repo, user) ? [user] : [];
  });
  for (const assignee of wanted)
    if (!issue.assignees.includes(assignee)) event(world, issue, 'assigned', actor, { assignee });
  for (const assignee of issue.assignees)
    if (!wanted.includes(assignee)) event(world, issue, 'unassigned', actor, { assignee });
  issue.assignees = wanted;
}

export function assignable(repo: Repository, user: User): boolean {
  return (
    repo.owner === user ||
    repo.collaborators.has(user) ||
    repo.owner.members.has(user) ||
    (repo.copilot && user.login === 'copilot-swe-agent[bot]')
  );
}

export function labelOf(repo: Repository, name: string): Label | undefined {
  return repo.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

export function newLabel(
  world: World,
  repo: Repository,
  name: string,
  color: string,
  description: string | null,
): Label {
  if (labelOf(repo, name) !== undefined) throw invalid('Label', 'name', 'already_exists');
  const label: Label = world.add({
    kind: 'Label' as const,
    repo,
    name,
    color: color.replace(/^#/, '').toLowerCase(),
    description,
  });
  repo.labels.push(label);
  return label;
}

export function removeLabel(world: World, label: Label): void {
  const { repo } = label;
  repo.labels = repo.labels.filter((one) => one !== label);
  for (const issue of repo.issues) issue.labels = issue.labels.filter((one) => one !== label);
  world.forget(label);
}

export function milestoneOf(repo: Repository, number: number): Milestone {
  const milestone = repo.milestones.find((one) => one.number === number);
  if (milestone === undefined) throw invalid('Issue', 'milestone', 'invalid');
  return milestone;
}

export function newMilestone(world: World, repo: Repository, author: User, title: string): Milestone {
  if (repo.milestones.some((one) => one.title === title)) throw invalid('Milestone', 'title', 'already_exists');
  const at = world.now();
  const milestone: Milestone = world.add({
    kind: 'Milestone' as const,
    repo,
    number: Math.max(0, ...repo.milestones.map((one) => one.number)) + 1,
    title,
    description: null,
    state: 'open' as const,
    dueOn: null,
    author,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  });
  repo.milestones.push(milestone);
  return milestone;
}

export function newComment(world: World, issue: Issue, author: User | null, body: string): Comment {
  const at = world.now();
  const comment: Comment = world.add({
    kind: 'IssueComment' as const,
    issue,
    author,
    body,
    reactions: [],
    createdAt: at,
    updatedAt: at,
    minimized: null,
  });
  issue.comments.push(comment);
  issue.updatedAt = at;
  return comment;
}

export function event(
  world: World,
  issue: Issue,
  name: string,
  actor: User | null,
  more: Partial<Omit<TimelineEvent, 'kind' | 'issue' | 'event' | 'actor'>> = {},
): void {
  issue.events.push(
    world.add({ kind: 'TimelineEvent' as const, issue, event: name, actor, createdAt: world.now(), ...more }),
  );
}

/** A person reacts once in each way: a second time gives back the first. */
export function react(
  world: World,
  to: { reactions: Reaction[] },
  author: User,
  content: ReactionContent,
): { reaction: Reaction; fresh: boolean } {
  const held = to.reactions.find((one) => one.author === author && one.content === content);
  if (held !== undefined) return { reaction: held, fresh: false };
  const reaction: Reaction = world.add({ kind: 'Reaction' as const, content, author, createdAt: world.now() });
  to.reactions.push(reaction);
  return { reaction, fresh: true };
}

/** Hangs an issue below another. One has at most one parent, and nothing is above itself. */
export function addSubIssue(world: World, parent: Issue, child: Issue, replace: boolean): void {
  for (let above: Issue | null = parent; above !== null; above = above.parent)
    if (above === child) throw unprocessable('Sub-issue cannot be a parent of itself');
  if (child.parent !== null && !replace)
    throw unprocessable('Issue may not contain duplicate sub-issues and Sub issue may only have one parent');
  if (child.parent !== null) removeSubIssue(world, child.parent, child);
  parent.subIssues.push(child);
  child.parent = parent;
  parent.updatedAt = world.now();
}

export function removeSubIssue(world: World, parent: Issue, child: Issue): void {
  parent.subIssues = parent.subIssues.filter((one) => one !== child);
  child.parent = null;
  parent.updatedAt = world.now();
}
