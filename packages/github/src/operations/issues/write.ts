import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { labelNames, type AnIssue } from '../../present/issue.ts';
import { list } from '../../present/text.ts';
import { noteNotKept } from '../kept.ts';
import { dropped, left, refuse, Report, requireChange, type Step } from '../report.ts';
import { fieldValues, type FieldChange } from './field-values.ts';

export interface IssueChanges {
  issue_number?: number | undefined;
  title?: string | undefined;
  body?: string | undefined;
  assignees?: string[] | undefined;
  labels?: string[] | undefined;
  add_labels?: string[] | undefined;
  remove_labels?: string[] | undefined;
  /** null: none. */
  milestone?: number | null | undefined;
  type?: string | null | undefined;
  state?: 'open' | 'closed' | undefined;
  state_reason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | undefined;
  duplicate_of?: number | undefined;
  issue_fields?: readonly FieldChange[] | undefined;
}

interface At {
  owner: string;
  repo: string;
}

/** Creates an issue, and says what GitHub left out of it. */
export async function createIssue(github: GitHub, at: At, asked: IssueChanges, call: Call): Promise<string> {
  const { title, body, assignees, labels, milestone, type, issue_fields = [], ...rest } = asked;
  if (title === undefined || title.trim() === '') throw new ToolError('invalid', 'A new issue needs a title.');
  const { issue_number, state, state_reason, duplicate_of, remove_labels, add_labels } = rest;
  refuse({ issue_number }, 'a new issue gets its number from GitHub; use method update for an existing one');
  refuse({ state, state_reason, duplicate_of }, 'a new issue is open; close it afterwards with method update');
  refuse({ remove_labels }, 'a new issue has no labels yet');
  const { values, names, removed } = await fieldValues(github, { owner: at.owner, fields: issue_fields }, call);
  if (removed.length > 0) throw new ToolError('invalid', 'A new issue has no field values to delete.');
  const wanted =
    labels === undefined && add_labels === undefined ? undefined : [...(labels ?? []), ...(add_labels ?? [])];
  const { data: made } = await github.rest.issues.create(
    {
      ...at,
      title,
      body,
      assignees,
      labels: wanted,
      milestone: milestone || undefined,
      type: type || undefined,
      issue_field_values: values,
    },
    call,
  );
  const report = new Report();
  report.did(`Created issue #${made.number} (id ${made.id}): ${made.html_url}`);
  noteDropped(report, made, { assignees, labels: wanted, milestone, type });
  noteFields(report, names, made);
  return report.text();
}

/** Updates an issue: first what one request can, then labels and fields one by one. */
export async function updateIssue(
  github: GitHub,
  at: At,
  { issue_number, ...asked }: IssueChanges,
  call: Call,
): Promise<string> {
  if (issue_number === undefined) throw new ToolError('invalid', 'To update an issue give its issue_number.');
  const { title, body, assignees, labels, add_labels, remove_labels, milestone, type, issue_fields } = asked;
  requireChange(asked, `issue #${issue_number}`);
  if (title?.trim() === '') throw new ToolError('invalid', 'The title is empty; give its new words, or leave it out.');
  if (asked.duplicate_of === issue_number)
    throw new ToolError(
      'invalid',
      `duplicate_of ${issue_number} is the issue itself; give the number of the original.`,
    );
  const { state, state_reason } = checkState(asked);
  if (labels !== undefined) refuse({ add_labels, remove_labels }, 'labels already replaces the whole list');
  const both = remove_labels === undefined ? [] : dropped(add_labels, dropped(add_labels, remove_labels));
  if (both.length > 0) throw new ToolError('invalid', `${list(both)}: in add_labels and in remove_labels.`);
  const where = { ...at, issue_number };
  const original =
    asked.duplicate_of === undefined
      ? undefined
      : (await github.rest.issues.get({ ...at, issue_number: asked.duplicate_of }, call)).data;
  const { values, names, removed } = await fieldValues(github, { owner: at.owner, fields: issue_fields ?? [] }, call);
  const replaced = labels ?? assignees;
  const before =
    replaced === undefined ? undefined : (await github.rest.issues.get(where, call).catch(unreadable))?.data;
  const changes = {
    title,
    body,
    assignees,
    labels,
    type: type === '' ? null : type,
    milestone: milestone === 0 ? null : milestone,
    state,
    state_reason,
    duplicate_issue_id: original === undefined ? undefined : Number(original.id),
    issue_field_values: values,
  };
  const report = new Report();
  const steps: Step[] = [];
  if (Object.values(changes).some((value) => value !== undefined))
    steps.push({
      what: 'the update',
      async work() {
        const { data: updated } = await github.rest.issues.update({ ...where, ...changes }, call);
        const what = updated.pull_request ? 'pull request' : 'issue';
        report.did(`Updated ${what} #${updated.number} (${updated.state}): ${updated.html_url}`);
        noteDropped(report, updated, { assignees, labels, milestone, type });
        noteLeft(report, updated, { assignees, labels });
        noteNotKept(report, { title: [title, updated.title], state: [state, updated.state] });
        noteFields(report, names, updated);
        noteReplaced(report, before, updated);
        return undefined;
      },
    });
  if (add_labels !== undefined && add_labels.length > 0)
    steps.push({
      what: `add labels ${list(add_labels)}`,
      async work() {
        const { data: now } = await github.rest.issues.addLabels({ ...where, labels: add_labels }, call);
        const missing = dropped(add_labels, Array.isArray(now) ? labelNames(now) : undefined);
        if (missing.length > 0) report.failed(`labels ${list(missing)}: GitHub left them out`);
        return `Added labels to #${issue_number}; it now has ${list(labelNames(now)) || 'no labels'}`;
      },
    });
  for (const name of remove_labels ?? [])
    steps.push({
      what: `remove label ${list([name])}`,
      async work() {
        const { data: now } = await github.rest.issues.removeLabel({ ...where, name }, call);
        if (Array.isArray(now) && dropped([name], labelNames(now)).length === 0)
          throw new ToolError('conflict', 'GitHub still shows it on the issue.');
        return `Removed label ${list([name])} from #${issue_number}`;
      },
    });
  for (const { id, name } of removed)
    steps.push({
      what: `clear the field ${list([name])}`,
      async work() {
        await github.request(
          'DELETE /repos/{owner}/{repo}/issues/{issue_number}/issue-field-values/{issue_field_id}',
          { ...where, issue_field_id: id },
          call,
        );
        return `Cleared the field ${list([name])} of #${issue_number}`;
      },
    });
  await report.steps(steps);
  return report.text();
}

/** Contradictions are refused: GitHub would take one half and say nothing of the other. */
function checkState({ state: given, state_reason, duplicate_of }: IssueChanges) {
  if (duplicate_of !== undefined && state_reason !== undefined && state_reason !== 'duplicate')
    throw new ToolError(
      'invalid',
      `duplicate_of contradicts state_reason ${state_reason}; use state_reason duplicate.`,
    );
  const reason = duplicate_of === undefined ? state_reason : 'duplicate';
  if (reason === 'duplicate' && duplicate_of === undefined)
    throw new ToolError('invalid', 'state_reason duplicate needs duplicate_of, the number of the original issue.');
  const state = given ?? (reason === undefined ? undefined : reason === 'reopened' ? 'open' : 'closed');
  if (reason !== undefined && (state === 'open') !== (reason === 'reopened'))
    throw new ToolError('invalid', `state ${state} contradicts state_reason ${reason}.`);
  return { state, state_reason: reason };
}

/** Notes everything that was asked for and is not in the answer. */
function noteDropped(
  report: Report,
  made: Pick<AnIssue, 'labels' | 'assignees' | 'milestone' | 'type'>,
  asked: Pick<IssueChanges, 'labels' | 'assignees' | 'milestone' | 'type'>,
): void {
  const why = 'GitHub left it out (this takes triage rights, or the name does not exist)';
  const labels = dropped(asked.labels, made.labels && labelNames(made.labels));
  if (labels.length > 0) report.failed(`labels ${list(labels)}: ${why}`);
  const assignees = dropped(
    asked.assignees,
    made.assignees?.map(({ login }) => login),
  );
  if (assignees.length > 0) report.failed(`assignees ${list(assignees)}: ${why}`);
  if (asked.milestone && made.milestone === null) report.failed(`milestone ${asked.milestone}: ${why}`);
  else noteNotKept(report, { milestone: [asked.milestone === 0 ? null : asked.milestone, numberOf(made.milestone)] });
  if (asked.type && made.type === null) report.failed(`type ${list([asked.type])}: ${why}`);
  else noteNotKept(report, { type: [asked.type, made.type === null ? null : made.type?.name] });
}

/** Notes the fields that an issue lacks afterwards, where GitHub says which ones it has. */
function noteFields(report: Report, wanted: readonly string[], { issue_field_values: now }: AnIssue): void {
  if (now === undefined) return;
  const there = now.map(({ issue_field_name, name }) => issue_field_name ?? name ?? '');
  const missing = dropped(wanted, there);
  if (missing.length > 0) report.failed(`fields ${list(missing)}: GitHub left them out`);
}

const numberOf = (milestone: AnIssue['milestone']): number | null | undefined =>
  milestone === null ? null : milestone?.number;

/** Notes what a replacing list should have removed and did not. */
function noteLeft(
  report: Report,
  made: Pick<AnIssue, 'labels' | 'assignees'>,
  asked: Pick<IssueChanges, 'labels' | 'assignees'>,
): void {
  const labels = left(asked.labels, made.labels && labelNames(made.labels));
  if (labels.length > 0) report.failed(`removal of labels ${list(labels)}: GitHub still shows them`);
  const assignees = left(
    asked.assignees,
    made.assignees?.map(({ login }) => login),
  );
  if (assignees.length > 0) report.failed(`removal of assignees ${list(assignees)}: GitHub still shows them`);
}

/** A list that was replaced loses what was not repeated. */
function noteReplaced(report: Report, before: AnIssue | undefined, now: AnIssue): void {
  if (before === undefined) return;
  const gone = dropped(labelNames(before.labels), now.labels && labelNames(now.labels));
  if (gone.length > 0) report.did(`Labels no longer on it: ${list(gone)}`);
  const people = dropped(
    before.assignees?.map(({ login }) => login),
    now.assignees?.map(({ login }) => login),
  );
  if (people.length > 0) report.did(`No longer assigned: ${list(people)}`);
}

/** The state before is only for the report; that it cannot be read stops no write. */
function unreadable(error: unknown): undefined {
  if (error instanceof ToolError) return undefined;
  throw error;
}
