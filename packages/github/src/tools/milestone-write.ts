import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { milestoneLine } from '../present/milestone.ts';
import { refuse, requireChange } from '../operations/report.ts';
import { asked, count } from '../present/text.ts';

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
    due_on: [asked.due_on && asked.due_on !== '' ? 'a day' : undefined, now.due_on === null ? null : 'a day'],
  });

export const milestoneWrite = defineTool({
  name: 'milestone_write',
  title: 'Write milestone',
  description: 'Create, update or delete a milestone. Deleting takes it off all issues and asks the user.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'delete']),
    milestone_number: positive().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    state: choice(['open', 'closed']).optional(),
    due_on: z.string().optional().describe('ISO date.'),
  }),
  async handler({ owner, repo, method, milestone_number, title, due_on: due, ...rest }, { github }: Context, call) {
    // A day alone is meant in the time zone that GitHub counts milestones in.
    const due_on = due !== undefined && /^\d{4}-\d\d-\d\d$/.test(due) ? `${due}T12:00:00Z` : due;
    if (method === 'create') {
      refuse({ milestone_number }, 'a new milestone gets its number from GitHub');
      if (title === undefined) throw new ToolError('invalid', 'A new milestone needs a title.');
      const wanted = { title, due_on, ...rest };
      const { data: made } = await github.rest.issues.createMilestone({ owner, repo, ...wanted }, call);
      return `Created ${milestoneLine(made)}${kept(wanted, made)}`;
    }
    if (milestone_number === undefined)
      throw new ToolError('invalid', 'Give the milestone_number, which list_milestones shows.');
    const at = { owner, repo, milestone_number };
    if (method === 'update') {
      requireChange({ title, due_on, ...rest }, `milestone ${milestone_number}`);
      const wanted = { title, due_on, ...rest };
      const { data: now } = await github.rest.issues.updateMilestone({ ...at, ...wanted }, call);
      return `Updated ${milestoneLine(now)}${kept(wanted, now)}`;
    }
    refuse({ title, due_on, ...rest }, 'do not go with method delete');
    const { data: there } = await github.rest.issues.getMilestone(at, call);
    await github.approve(
      `Delete the milestone ${asked(there.title)} of ${owner}/${repo}, and take it off ${count(there.open_issues + there.closed_issues, 'issue')}? This cannot be undone.`,
      call,
    );
    await github.rest.issues.deleteMilestone(at, call);
    return `Deleted milestone ${milestone_number}`;
  },
});
