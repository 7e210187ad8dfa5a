import type { JsonObject } from '../../json.ts';
import type { Comment, Issue, IssueField, Label, TimelineEvent } from '../../world/types.ts';
import type { Milestone, Reaction } from '../../world/types-talk.ts';
import { association, userOrNull, userView } from './accounts.ts';
import { repositoryHtml, repositoryUrl, repositoryView } from './repository.ts';

export function labelView(url: string, label: Label): JsonObject {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${repositoryUrl(url, label.repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function milestoneView(url: string, milestone: Milestone): JsonObject {
  const { repo } = milestone;
  const own = repo.issues.filter((one) => one.milestone === milestone);
  return {
    url: `${repositoryUrl(url, repo)}/milestones/${milestone.number}`,
    html_url: `${repositoryHtml(repo)}/milestone/${milestone.number}`,
    labels_url: `${repositoryUrl(url, repo)}/milestones/${milestone.number}/labels`,
    id: milestone.id,
    node_id: milestone.nodeId,
    number: milestone.number,
    state: milestone.state,
    title: milestone.title,
    description: milestone.description,
    creator: userView(url, milestone.author),
    open_issues: own.filter((one) => one.state === 'open').length,
    closed_issues: own.filter((one) => one.state === 'closed').length,
    created_at: milestone.createdAt,
    updated_at: milestone.updatedAt,
    closed_at: milestone.closedAt,
    due_on: milestone.dueOn,
  };
}

/** Counts of reactions, under the address that lists them. */
export function rollup(of: string, reactions: Reaction[]): JsonObject {
  const count = (content: string) => reactions.filter((one) => one.content === content).length;
  const contents = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
  return {
    url: `${of}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(contents.map((one) => [one, count(one)])),
  };
}

export function reactionView(url: string, reaction: Reaction): JsonObject {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: userView(url, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** An issue, or a pull request as an issue. `media` decides which forms of the body it has. */
export function issueView(url: string, issue: Issue, media = '', withRepository = false): JsonObject {
  const repo = repositoryUrl(url, issue.repo);
  const own = `${repo}/issues/${issue.number}`;
  const { pull } = issue;
  const html = `${repositoryHtml(issue.repo)}/${pull === null ? 'issues' : 'pull'}/${issue.number}`;
  return {
    url: own,
    repository_url: repo,
    labels_url: `${own}/labels{/name}`,
    comments_url: `${own}/comments`,
    events_url: `${own}/events`,
    timeline_url: `${own}/timeline`,
    html_url: html,
    id: issue.id,
    node_id: pull?.nodeId ?? issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: userOrNull(url, issue.author),
    labels: issue.labels.map((one) => labelView(url, one)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: issue.lockReason,
    assignee: userOrNull(url, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((one) => userView(url, one)),
    milestone: issue.milestone && milestoneView(url, issue.milestone),
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: userOrNull(url, issue.closedBy),
    author_association: association(issue.repo, issue.author),
    ...(pull !== null && { draft: pull.draft, pull_request: pullLinks(url, issue) }),
    ...bodies(issue.body, media),
    reactions: rollup(own, issue.reactions),
    performed_via_github_app: null,
    ...(issue.repo.owner.type === 'Organization' && {
      type: issue.type && typeView(issue.type),
      issue_field_values: [...issue.fieldValues].map(fieldValueView),
    }),
    ...(pull === null && {
      ...summaries(issue),
      parent_issue_url: issue.parent && `${repositoryUrl(url, issue.parent.repo)}/issues/${issue.parent.number}`,
    }),
    ...(withRepository && { repository: repositoryView(url, issue.repo, 'pull') }),
    score: 1,
  };
}

export function fieldValueView([field, value]: [IssueField, string | number]) {
  const option = field.options.find(({ name }) => name === value);
  return {
    issue_field_id: field.id,
    node_id: field.nodeId,
    name: field.name,
    issue_field_name: field.name,
    data_type: field.dataType,
    value,
    single_select_option: option === undefined ? null : { ...option },
  };
}

const done = (issues: Issue[]) => issues.filter((one) => one.state === 'closed').length;

function summaries(issue: Issue): JsonObject {
  const total = issue.subIssues.length;
  const completed = done(issue.subIssues);
  const blocking = issue.repo.issues.filter((one) => one.blockedBy.includes(issue));
  return {
    sub_issues_summary: {
      total,
      completed,
      percent_completed: total === 0 ? 0 : Math.floor((completed / total) * 100),
    },
    issue_dependencies_summary: {
      blocked_by: issue.blockedBy.length - done(issue.blockedBy),
      total_blocked_by: issue.blockedBy.length,
      blocking: blocking.length - done(blocking),
      total_blocking: blocking.length,
    },
  };
}

function pullLinks(url: string, { repo, number, pull }: Issue): JsonObject {
  const html = `${repositoryHtml(repo)}/pull/${number}`;
  return {
    url: `${repositoryUrl(url, repo)}/pulls/${number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: pull?.mergedAt ?? null,
  };
}

export function typeView(type: NonNullable<Issue['type']>): JsonObject {
  const { id, nodeId, name, description, color } = type;
  return { id, node_id: nodeId, name, description, color, is_enabled: true };
}

/** The forms of a body that a media type asks for. The HTML is no real rendering. */
export function bodies(body: string | null, media: string): JsonObject {
  const escaped = (body ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const html = { body_html: `<p dir="auto">${escaped}</p>` };
  if (media.startsWith('html')) return html;
  if (media.startsWith('text')) return { body_text: body ?? '' };
  return media.startsWith('full') ? { body, body_text: body ?? '', ...html } : { body };
}

export function commentView(url: string, comment: Comment, media = ''): JsonObject {
  const { issue } = comment;
  const own = `${repositoryUrl(url, issue.repo)}/issues/comments/${comment.id}`;
  return {
    url: own,
    html_url: `${repositoryHtml(issue.repo)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(url, issue.repo)}/issues/${issue.number}`,
    id: comment.id,
    node_id: comment.nodeId,
    user: userOrNull(url, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(issue.repo, comment.author),
    ...bodies(comment.body, media),
    reactions: rollup(own, comment.reactions),
    performed_via_github_app: null,
  };
}

export function eventView(url: string, event: TimelineEvent): JsonObject {
  const own = `${repositoryUrl(url, event.issue.repo)}/issues/events/${event.id}`;
  return {
    id: event.id,
    node_id: event.nodeId,
    url: own,
    actor: userOrNull(url, event.actor),
    event: event.event,
    commit_id: event.commitId ?? null,
    commit_url: null,
    created_at: event.createdAt,
    performed_via_github_app: null,
    ...(event.label && { label: { name: event.label.name, color: event.label.color } }),
    ...(event.assignee && { assignee: userView(url, event.assignee), assigner: userOrNull(url, event.actor) }),
    ...(event.milestone && { milestone: { title: event.milestone.title } }),
    ...(event.rename && { rename: event.rename }),
  };
}
