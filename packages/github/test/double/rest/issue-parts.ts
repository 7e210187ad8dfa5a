import {
  type Call,
  type Handlers,
  issue,
  list,
  names,
  repository,
  repositoryFor,
  sorted,
  viewer,
} from '../http/call.ts';
import { created, noContent, ok } from '../http/reply.ts';
import { found, invalid } from '../refusal.ts';
import {
  addSubIssue,
  assignable,
  labelOf,
  newLabel,
  newMilestone,
  removeLabel,
  removeSubIssue,
  setAssignees,
  setLabels,
} from '../world/issues.ts';
import { setFieldValues } from '../world/fields.ts';
import type { Issue, Label, Repository } from '../world/types.ts';
import type { Milestone } from '../world/types-talk.ts';
import { fieldValueView, issueView, labelView, milestoneView } from './views/issue.ts';

const repo = '/repos/{owner}/{repo}';
const one = `${repo}/issues/{issue_number}`;

/** Labels, milestones and assignees. */
export const issueParts: Handlers = {
  [`GET ${repo}/labels`]: (call) => list(call, repository(call).labels, (label) => labelView(call.url, label)),
  [`POST ${repo}/labels`]: (call) => {
    const { body } = call;
    const color = body.text('color') ?? 'ededed';
    if (!/^#?[0-9a-f]{6}$/i.test(color)) throw invalid('Label', 'color', 'invalid');
    const label = newLabel(
      call.world,
      repositoryFor(call, 'push'),
      body.text('name') ?? '',
      color,
      body.text('description') ?? null,
    );
    return created(labelView(call.url, label));
  },
  [`GET ${repo}/labels/{name}`]: (call) => ok(labelView(call.url, label(call))),
  [`PATCH ${repo}/labels/{name}`]: (call) => {
    const held = label(call, repositoryFor(call, 'push'));
    held.name = call.body.text('new_name') ?? held.name;
    held.color = call.body.text('color')?.replace(/^#/, '') ?? held.color;
    held.description = call.body.text('description') ?? held.description;
    return ok(labelView(call.url, held));
  },
  [`DELETE ${repo}/labels/{name}`]: (call) => {
    removeLabel(call.world, label(call, repositoryFor(call, 'push')));
    return noContent();
  },
  [`GET ${one}/labels`]: (call) => list(call, issue(call).labels, (label) => labelView(call.url, label)),
  [`POST ${one}/labels`]: (call) => {
    const held = triaged(call);
    return relabel(call, held, [...held.labels.map(({ name }) => name), ...sentLabels(call)]);
  },
  [`PUT ${one}/labels`]: (call) => relabel(call, triaged(call), sentLabels(call)),
  [`DELETE ${one}/labels`]: (call) => {
    relabel(call, triaged(call), []);
    return noContent();
  },
  [`DELETE ${one}/labels/{name}`]: (call) => {
    const held = triaged(call);
    const gone = found(held.labels.find(({ name }) => name.toLowerCase() === call.path.text('name')?.toLowerCase()));
    return relabel(
      call,
      held,
      held.labels.filter((label) => label !== gone).map(({ name }) => name),
    );
  },
  [`POST ${one}/assignees`]: (call) => {
    const held = triaged(call);
    setAssignees(call.world, held, viewer(call), [...held.assignees.map(({ login }) => login), ...sentAssignees(call)]);
    return created(issueView(call.url, held));
  },
  [`DELETE ${one}/assignees`]: (call) => {
    const held = triaged(call);
    const gone = new Set(sentAssignees(call).map((login) => login.toLowerCase()));
    setAssignees(
      call.world,
      held,
      viewer(call),
      held.assignees.map(({ login }) => login).filter((login) => !gone.has(login.toLowerCase())),
    );
    return ok(issueView(call.url, held));
  },
  [`GET ${repo}/assignees/{assignee}`]: (call) => {
    const user = found(call.world.user(call.path.text('assignee') ?? ''));
    found(assignable(repository(call), user) || undefined);
    return noContent();
  },
  [`GET ${repo}/milestones`]: (call) => {
    const state = call.query.text('state') ?? 'open';
    const all = repository(call).milestones.filter((held) => state === 'all' || held.state === state);
    const open = (held: Milestone) =>
      held.repo.issues.filter((issue) => issue.milestone === held && issue.state === 'open').length;
    const by = call.query.text('sort') === 'completeness' ? open : (held: Milestone) => held.dueOn ?? '9999';
    return list(call, sorted(call, all, by, 'asc'), (held) => milestoneView(call.url, held));
  },
  [`POST ${repo}/milestones`]: (call) => {
    const made = newMilestone(call.world, repositoryFor(call, 'push'), viewer(call), call.body.text('title') ?? '');
    return created(milestoneView(call.url, changeMilestone(call, made)));
  },
  [`GET ${repo}/milestones/{milestone_number}`]: (call) => ok(milestoneView(call.url, milestone(call))),
  [`PATCH ${repo}/milestones/{milestone_number}`]: (call) =>
    ok(milestoneView(call.url, changeMilestone(call, milestone(call, repositoryFor(call, 'push'))))),
  [`DELETE ${repo}/milestones/{milestone_number}`]: (call) => {
    const gone = milestone(call, repositoryFor(call, 'push'));
    gone.repo.milestones = gone.repo.milestones.filter((held) => held !== gone);
    for (const issue of gone.repo.issues) if (issue.milestone === gone) issue.milestone = null;
    call.world.forget(gone);
    return noContent();
  },
};

/** Issues below and before others, types and fields. */
export const issueLinks: Handlers = {
  [`GET ${one}/sub_issues`]: (call) => list(call, issue(call).subIssues, (child) => issueView(call.url, child)),
  [`GET ${one}/parent`]: (call) => ok(issueView(call.url, found(issue(call).parent))),
  [`POST ${one}/sub_issues`]: (call) => {
    const parent = triaged(call);
    addSubIssue(call.world, parent, byId(call, 'sub_issue_id'), call.body.flag('replace_parent') ?? false);
    return created(issueView(call.url, parent));
  },
  [`DELETE ${one}/sub_issue`]: (call) => {
    const parent = triaged(call);
    const child = found(parent.subIssues.find(({ id }) => id === call.body.int('sub_issue_id')));
    removeSubIssue(call.world, parent, child);
    return ok(issueView(call.url, parent));
  },
  [`PATCH ${one}/sub_issues/priority`]: (call) => {
    const parent = triaged(call);
    const child = found(parent.subIssues.find(({ id }) => id === call.body.int('sub_issue_id')));
    const rest = parent.subIssues.filter((held) => held !== child);
    const [after, before] = [call.body.int('after_id'), call.body.int('before_id')];
    const at = rest.findIndex(({ id }) => id === (after ?? before));
    if (at === -1) throw invalid('SubIssue', after === undefined ? 'before_id' : 'after_id', 'invalid');
    parent.subIssues = rest.toSpliced(after === undefined ? at : at + 1, 0, child);
    return ok(issueView(call.url, parent));
  },
  [`GET ${one}/dependencies/blocked_by`]: (call) =>
    list(call, issue(call).blockedBy, (held) => issueView(call.url, held)),
  [`GET ${one}/dependencies/blocking`]: (call) => {
    const blocker = issue(call);
    const all = call.world.repositories
      .flatMap((held) => held.issues)
      .filter((held) => held.blockedBy.includes(blocker));
    return list(call, all, (held) => issueView(call.url, held));
  },
  [`POST ${one}/dependencies/blocked_by`]: (call) => {
    const held = triaged(call);
    const blocker = byId(call, 'issue_id');
    if (blocker === held || held.blockedBy.includes(blocker)) throw invalid('IssueDependency', 'issue_id', 'invalid');
    held.blockedBy.push(blocker);
    return created(issueView(call.url, held));
  },
  [`DELETE ${one}/dependencies/blocked_by/{issue_id}`]: (call) => {
    const held = triaged(call);
    const gone = found(held.blockedBy.find(({ id }) => id === call.path.int('issue_id')));
    held.blockedBy = held.blockedBy.filter((blocker) => blocker !== gone);
    return ok(issueView(call.url, held));
  },
  [`GET ${one}/issue-field-values`]: (call) => list(call, [...issue(call).fieldValues], fieldValueView),
  [`POST ${one}/issue-field-values`]: (call) => {
    const held = triaged(call);
    setFieldValues(held, call.body.objects('issue_field_values'));
    return ok([...held.fieldValues].map(fieldValueView));
  },
  [`PUT ${one}/issue-field-values`]: (call) => {
    const held = triaged(call);
    held.fieldValues.clear();
    setFieldValues(held, call.body.objects('issue_field_values'));
    return ok([...held.fieldValues].map(fieldValueView));
  },
  [`DELETE ${one}/issue-field-values/{issue_field_id}`]: (call) => {
    const held = triaged(call);
    const field = found([...held.fieldValues.keys()].find(({ id }) => id === call.path.int('issue_field_id')));
    held.fieldValues.delete(field);
    return noContent();
  },
};

const triaged = (call: Call): Issue => issue(call, repositoryFor(call, 'triage'));

function byId(call: Call, name: string): Issue {
  return found(call.world.repositories.flatMap(({ issues }) => issues).find(({ id }) => id === call.body.int(name)));
}

function label(call: Call, held: Repository = repository(call)): Label {
  return found(labelOf(held, call.path.text('name') ?? ''));
}

function relabel(call: Call, held: Issue, labels: string[]) {
  setLabels(call.world, held, viewer(call), labels);
  return ok(held.labels.map((label) => labelView(call.url, label)));
}

/** Labels are sent in an object or as a bare array. */
const sentLabels = ({ body }: Call) => names(body.all['labels'] ?? body.all['items'], 'name') ?? [];
const sentAssignees = ({ body }: Call) => names(body.all['assignees'], 'login') ?? [];

function milestone(call: Call, held: Repository = repository(call)): Milestone {
  return found(held.milestones.find(({ number }) => number === call.path.int('milestone_number')));
}

function changeMilestone({ body, world }: Call, held: Milestone): Milestone {
  const state = body.text('state');
  held.title = body.text('title') ?? held.title;
  held.description = body.text('description') ?? held.description;
  if (body.has('due_on')) held.dueOn = body.text('due_on') ?? null;
  if ((state === 'open' || state === 'closed') && state !== held.state) {
    held.state = state;
    held.closedAt = state === 'closed' ? world.now() : null;
  }
  held.updatedAt = world.now();
  return held;
}
