import { defineTool, z } from '@mcp-reference/kit';
import { refuse } from '../operations/report.ts';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { dependabotLine } from '../present/alert.ts';

export const updateDependabotAlert = defineTool({
  name: 'update_dependabot_alert',
  title: 'Update Dependabot alert',
  description: 'Dismiss an alert about a dependency with a reason, or open it again.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    alertNumber: positive(),
    state: choice(['open', 'dismissed']),
    reason: choice(['fix_started', 'inaccurate', 'no_bandwidth', 'not_used', 'tolerable_risk']).optional(),
    comment: z.string().optional(),
  }),
  async handler({ owner, repo, alertNumber, state, reason, comment }, { github }: Context, call) {
    if (state === 'open') refuse({ reason, comment }, 'go with state dismissed');
    const { data: alert } = await github.rest.dependabot.updateAlert(
      { owner, repo, alert_number: alertNumber, state, dismissed_reason: reason, dismissed_comment: comment },
      call,
    );
    return `Updated ${dependabotLine(alert)}${notKeptLines({ state: [state, alert.state] })}`;
  },
});
