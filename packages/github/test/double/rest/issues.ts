import {
  type Call,
  type Handlers,
  issue,
  list,
  longList,
  names,
  repository,
  repositoryFor,
  sorted,
  viewer,
} from '../http/call.ts';
import { created, ok } from '../http/reply.ts';
import { forbidden, invalid, Refusal } from '../refusal.ts';
import { canEdit, keepsRights } from '../world/rights.ts';
import { assignable, changeIssue, type IssueChange, newIssue } from '../world/issues.ts';
import type { Issue } from '../world/types.ts';
import { setFieldValues } from '../world/fields.ts';
import { userOrNull, userView } from './views/accounts.ts';
import { commentView, eventView, issueView } from './views/issue.ts';

export const issues: Handlers = {
  'GET /repos/{owner}/{repo}/issues': (call) => {
    const { issues, lastPage } = repository(call);
    return longList(call, order(call, filter(call, issues)), lastPage, (one) => issueView(call.url, one, call.media));
  },
  'GET /issues': (call) => {
    const me = viewer(call);
    const all = call.world.repositories
      .filter((repo) => call.world.permission(me, repo) !== null)
      .flatMap((repo) => repo.issues);
    const filters: Record<string, (one: Issue) => boolean> = {
      assigned: (one) => one.assignees.includes(me),
      created: (one) => one.author === me,
      mentioned: (one) => one.body?.includes(`@${me.login}`) ?? false,
    };
    const mine = filters[call.query.text('filter') ?? 'assigned'] ?? (() => true);
    return list(call, order(call, filter(call, all.filter(mine))), (one) => issueView(call.url, one, call.media, true));
  },
  'POST /repos/{owner}/{repo}/issues': (call) => {
    const repo = repository(call);
    const me = viewer(call);
    if (!repo.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.');
    if (repo.archived) throw forbidden('Repository was archived so is read-only.');
    const { title = '' } = changeOf(call);
    if (title.trim() === '') throw invalid('Issue', 'title', 'missing_field');
    const made = newIssue(call.world, repo, me, title, call.body.text('body') ?? null);
    // Who may not push can only write: labels, assignees and milestones are dropped without a word.
    if (keepsRights(call.world, me, repo)) {
      changeIssue(call.world, made, me, changeOf(call));
      setFieldValues(made, call.body.objects('issue_field_values'));
    }
    return created(issueView(call.url, made, call.media));
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': (call) => ok(issueView(call.url, issue(call), call.media)),
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': (call) => {
    const found = issue(call);
    const me = viewer(call);
    if (found.repo.archived) throw forbidden('Repository was archived so is read-only.');
    const pushes = keepsRights(call.world, me, found.repo);
    if (!pushes) canEdit(call.world, me, found);
    const { title, body, state, stateReason, ...rest } = changeOf(call);
    changeIssue(call.world, found, me, { title, body, state, stateReason, ...(pushes && rest) });
    if (pushes) setFieldValues(found, call.body.objects('issue_field_values'));
    return ok(issueView(call.url, found, call.media));
  },
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock': (call) => {
    const found = issue(call, repositoryFor(call, 'push'));
    found.locked = true;
    found.lockReason = call.body.text('lock_reason') ?? null;
    return { status: 204 };
  },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock': (call) => {
    const found = issue(call, repositoryFor(call, 'push'));
    found.locked = false;
    found.lockReason = null;
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events': (call) =>
    list(call, issue(call).events, (one) => eventView(call.url, one)),
  'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline': (call) => {
    const { events, comments } = issue(call);
    const said = comments.map((one) => ({ at: one.createdAt, view: { ...commentEvent(call, one) } }));
    const all = [...said, ...events.map((one) => ({ at: one.createdAt, view: eventView(call.url, one) }))];
    return list(
      call,
      all.toSorted((a, b) => a.at.localeCompare(b.at)),
      ({ view }) => view,
    );
  },
  'GET /repos/{owner}/{repo}/assignees': (call) => {
    const repo = repository(call);
    return list(
      call,
      call.world.users.filter((one) => assignable(repo, one) && one.type === 'User'),
      (one) => userView(call.url, one),
    );
  },
};

/** Comments stand in the timeline among the events. */
function commentEvent(call: Call, comment: Issue['comments'][number]) {
  return { ...commentView(call.url, comment), event: 'commented', actor: userOrNull(call.url, comment.author) };
}

function changeOf({ body }: Call): IssueChange {
  const milestone = body.all['milestone'];
  const single = body.all['assignee'];
  const assignees =
    names(body.all['assignees'], 'login') ?? (typeof single === 'string' && single !== '' ? [single] : undefined);
  const { title } = body.all;
  const reason = body.text('state_reason');
  const state = body.text('state');
  return {
    title: typeof title === 'number' ? title.toString() : body.text('title'),
    body: body.all['body'] === null ? null : body.text('body'),
    labels: names(body.all['labels'], 'name'),
    assignees: single === null || single === '' ? [] : assignees,
    milestone: milestone === null ? null : body.int('milestone'),
    type: body.all['type'] === null ? null : (body.text('type') ?? body.object('type')?.text('value')),
    state: state === 'open' || state === 'closed' ? state : undefined,
    stateReason: reason === 'completed' || reason === 'not_planned' || reason === 'duplicate' ? reason : undefined,
  };
}

function filter({ query }: Call, issues: Issue[]): Issue[] {
  const state = query.text('state') ?? 'open';
  const since = query.text('since');
  const labels = (query.text('labels') ?? '').split(',').filter((one) => one !== '');
  const fits = (wanted: string | undefined, held: string | undefined) =>
    wanted === undefined ||
    (wanted === '*'
      ? held !== undefined
      : wanted === 'none'
        ? held === undefined
        : held?.toLowerCase() === wanted.toLowerCase());
  const assignee = query.text('assignee');
  return issues.filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      (since === undefined || Date.parse(one.updatedAt) >= Date.parse(since)) &&
      labels.every((name) => one.labels.some((label) => label.name.toLowerCase() === name.trim().toLowerCase())) &&
      (assignee === undefined || assignee === '*' || assignee === 'none'
        ? fits(assignee, one.assignees[0]?.login)
        : one.assignees.some(({ login }) => fits(assignee, login))) &&
      fits(query.text('creator'), one.author?.login) &&
      (!query.has('mentioned') || (one.body ?? '').includes(`@${query.text('mentioned')}`)) &&
      fits(query.text('milestone') ?? query.int('milestone')?.toString(), one.milestone?.number.toString()) &&
      fits(query.text('type'), one.type?.name),
  );
}

function order(call: Call, issues: Issue[]): Issue[] {
  const by = call.query.text('sort') ?? 'created';
  if (by === 'comments') return sorted(call, issues, (one) => one.comments.length);
  return sorted(call, issues, (one) => (by === 'updated' ? one.updatedAt : one.createdAt));
}
