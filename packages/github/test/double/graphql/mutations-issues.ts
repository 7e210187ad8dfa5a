import type { Fields } from '../json.ts';
import { addSubIssue, changeIssue, newIssue, removeSubIssue, setAssignees, setLabels } from '../world/issues.ts';
import type { Issue, User } from '../world/types.ts';
import { type Context, failure } from './context.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, the } from './nodes.ts';

export const issueMutations: Readonly<Record<string, Mutate>> = {
  createIssue: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    const issue = newIssue(context.world, repo, context.viewer, input.text('title') ?? '', input.text('body') ?? null);
    change(context, issue, input);
    return { issue };
  },
  updateIssue: (input, context) => {
    const issue = issueOf(context, input.text('id'));
    permitAuthor(context, issue, issue.repo);
    change(context, issue, input);
    return { issue, actor: context.viewer };
  },
  closeIssue: (input, context) => {
    const issue = issueOf(context, input.text('issueId'));
    permitAuthor(context, issue, issue.repo);
    const reason = input.text('stateReason');
    const twin = input.text('duplicateIssueId');
    if (reason === 'DUPLICATE' && twin !== undefined) issueOf(context, twin);
    const reasons = { COMPLETED: 'completed', NOT_PLANNED: 'not_planned', DUPLICATE: 'duplicate' } as const;
    const stateReason = reason === 'NOT_PLANNED' || reason === 'DUPLICATE' ? reasons[reason] : reasons.COMPLETED;
    changeIssue(context.world, issue, context.viewer, { state: 'closed', stateReason });
    return { issue };
  },
  reopenIssue: (input, context) => {
    const issue = issueOf(context, input.text('issueId'));
    permitAuthor(context, issue, issue.repo);
    changeIssue(context.world, issue, context.viewer, { state: 'open' });
    return { issue };
  },
  deleteIssue: (input, context) => {
    const issue = issueOf(context, input.text('issueId'));
    permit(context, issue.repo, 'admin');
    issue.repo.issues = issue.repo.issues.filter((one) => one !== issue);
    context.world.forget(issue);
    return { repository: issue.repo };
  },
  pinIssue: (input, context) => pin(context, input, true),
  unpinIssue: (input, context) => pin(context, input, false),
  transferIssue: (input, context) => {
    const issue = issueOf(context, input.text('issueId'));
    const to = the(context, input.text('repositoryId'), 'Repository');
    permit(context, issue.repo, 'push');
    permit(context, to, 'push');
    if (to.owner !== issue.repo.owner)
      throw failure('UNPROCESSABLE', 'You can only transfer issues to repositories of the same owner');
    issue.repo.issues = issue.repo.issues.filter((one) => one !== issue);
    Object.assign(issue, { repo: to, number: to.nextNumber++, labels: [], milestone: null });
    to.issues.push(issue);
    return { issue };
  },
  replaceActorsForAssignable: (input, context) => {
    const assignable = the(context, input.text('assignableId'), 'Issue', 'PullRequest');
    const issue = assignable.kind === 'Issue' ? assignable : assignable.issue;
    permit(context, issue.repo, 'triage');
    const actors = (input.texts('actorIds') ?? []).map((id) => the(context, id, 'User').login);
    setAssignees(context.world, issue, context.viewer, actors);
    return { assignable };
  },
  addAssigneesToAssignable: (input, context) => assign(context, input, (held, sent) => [...held, ...sent]),
  removeAssigneesFromAssignable: (input, context) =>
    assign(context, input, (held, sent) => held.filter((one) => !sent.includes(one))),
  addLabelsToLabelable: (input, context) => label(context, input, (held, sent) => [...held, ...sent]),
  removeLabelsFromLabelable: (input, context) =>
    label(context, input, (held, sent) => held.filter((one) => !sent.includes(one))),
  addSubIssue: (input, context) => {
    const [issue, subIssue] = [issueOf(context, input.text('issueId')), issueOf(context, input.text('subIssueId'))];
    permit(context, issue.repo, 'triage');
    addSubIssue(context.world, issue, subIssue, input.flag('replaceParent') ?? false);
    return { issue, subIssue };
  },
  removeSubIssue: (input, context) => {
    const [issue, subIssue] = [issueOf(context, input.text('issueId')), issueOf(context, input.text('subIssueId'))];
    permit(context, issue.repo, 'triage');
    removeSubIssue(context.world, issue, subIssue);
    return { issue, subIssue };
  },
  lockLockable: (input, context) => lock(context, input, true),
  unlockLockable: (input, context) => lock(context, input, false),
};

const issueOf = (context: Context, id: string | undefined): Issue => the(context, id, 'Issue');

function change(context: Context, issue: Issue, input: Fields): void {
  const labels = input.texts('labelIds')?.map((id) => the(context, id, 'Label').name);
  const assignees = input.texts('assigneeIds')?.map((id) => the(context, id, 'User').login);
  const state = input.text('state');
  const milestoneId = input.all['milestoneId'];
  changeIssue(context.world, issue, context.viewer, {
    title: input.text('title'),
    body: input.text('body'),
    labels,
    assignees,
    milestone:
      milestoneId === null
        ? null
        : typeof milestoneId === 'string'
          ? the(context, milestoneId, 'Milestone').number
          : undefined,
    state: state === 'OPEN' ? 'open' : state === 'CLOSED' ? 'closed' : undefined,
  });
}

function pin(context: Context, input: Fields, pinned: boolean): object {
  const issue = issueOf(context, input.text('issueId'));
  permit(context, issue.repo, 'push');
  issue.pinned = pinned;
  return { issue };
}

/** The issue of what may be labelled, assigned or locked; a pull request is one, too. */
function subjectOf(context: Context, id: string | undefined): { issue: Issue; thing: object } {
  const thing = the(context, id, 'Issue', 'PullRequest');
  const issue = thing.kind === 'Issue' ? thing : thing.issue;
  permit(context, issue.repo, 'triage');
  return { issue, thing };
}

function assign(context: Context, input: Fields, by: (held: string[], sent: string[]) => string[]): object {
  const { issue, thing } = subjectOf(context, input.text('assignableId'));
  const sent = (input.texts('assigneeIds') ?? []).map((id) => the(context, id, 'User').login);
  setAssignees(
    context.world,
    issue,
    context.viewer,
    by(
      issue.assignees.map(({ login }: User) => login),
      sent,
    ),
  );
  return { assignable: thing };
}

function label(context: Context, input: Fields, by: (held: string[], sent: string[]) => string[]): object {
  const { issue, thing } = subjectOf(context, input.text('labelableId'));
  const sent = (input.texts('labelIds') ?? []).map((id) => the(context, id, 'Label').name);
  setLabels(
    context.world,
    issue,
    context.viewer,
    by(
      issue.labels.map(({ name }) => name),
      sent,
    ),
  );
  return { labelable: thing };
}

function lock(context: Context, input: Fields, locked: boolean): object {
  const { issue, thing } = subjectOf(context, input.text('lockableId'));
  issue.locked = locked;
  issue.lockReason = locked ? (input.text('lockReason')?.toLowerCase().replace('_', '-') ?? null) : null;
  return locked ? { lockedRecord: thing } : { unlockedRecord: thing };
}
