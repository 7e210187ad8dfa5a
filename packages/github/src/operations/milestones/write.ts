import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { milestoneLine } from '../../present/milestone.ts';
import { asked, count } from '../../present/text.ts';
import { notKeptLines } from '../kept.ts';
import { refuse, requireChange } from '../report.ts';

interface Milestone {
  title?: string | undefined;
  state?: string | undefined;
  description?: string | null | undefined;
  due_on?: string | null | undefined;
}

/** GitHub keeps the day of due_on, and not its time. */
const kept = (asked: Milestone, now: Milestone): string =>
  notKeptLines({
    title: [asked.title, now.title],
    state: [asked.state, now.state],
    description: [asked.description, now.description],
    due_on: now.due_on === null ? [asked.due_on || undefined, null] : [undefined, undefined],
  });

export interface MilestoneChange {
  owner: string;
  repo: string;
  method: 'create' | 'update' | 'delete';
  milestone_number?: number | undefined;
  title?: string | undefined;
  description?: string | undefined;
  state?: 'open' | 'closed' | undefined;
  due_on?: string | undefined;
}

/** Creates, updates or deletes a milestone, and says what GitHub did not keep. */
export async function writeMilestone(
  github: GitHub,
  { owner, repo, method, milestone_number, title, due_on: due, description, state }: MilestoneChange,
  call: Call,
): Promise<string> {
  // A day alone is meant in the time zone that GitHub counts milestones in.
  const due_on = due !== undefined && /^\d{4}-\d\d-\d\d$/.test(due) ? `${due}T12:00:00Z` : due;
  if (method === 'create') {
    refuse({ milestone_number }, 'a new milestone gets its number from GitHub');
    if (title === undefined) throw new ToolError('invalid', 'A new milestone needs a title.');
    const wanted = { title, due_on, description, state };
    const { data: made } = await github.rest.issues.createMilestone({ owner, repo, ...wanted }, call);
    return `Created ${milestoneLine(made)}${kept(wanted, made)}`;
  }
  if (milestone_number === undefined)
    throw new ToolError('invalid', 'Give the milestone_number, which list_milestones shows.');
  const at = { owner, repo, milestone_number };
  if (method === 'update') {
    requireChange({ title, due_on, description, state }, `milestone ${milestone_number}`);
    const wanted = { title, due_on, description, state };
    const { data: now } = await github.rest.issues.updateMilestone({ ...at, ...wanted }, call);
    return `Updated ${milestoneLine(now)}${kept(wanted, now)}`;
  }
  refuse({ title, due_on, description, state }, 'do not go with method delete');
  const { data: there } = await github.rest.issues.getMilestone(at, call);
  await github.approve(
    `Delete the milestone ${asked(there.title)} of ${owner}/${repo}, and take it off ${count(there.open_issues + there.closed_issues, 'issue')}? This cannot be undone.`,
    call,
  );
  await github.rest.issues.deleteMilestone(at, call);
  return `Deleted milestone ${milestone_number}`;
}
