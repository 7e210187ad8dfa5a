import { defineTool, z } from '@mcp-reference/kit';
import { refuse } from '../operations/report.ts';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { scanningLine } from '../present/alert.ts';

export const updateCodeScanningAlert = defineTool({
  name: 'update_code_scanning_alert',
  title: 'Update code scanning alert',
  description: 'Dismiss an alert of code scanning with a reason, or open it again.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    alertNumber: positive(),
    state: choice(['open', 'dismissed']),
    reason: choice(['false positive', "won't fix", 'used in tests']).optional(),
    comment: z.string().optional(),
  }),
  async handler({ owner, repo, alertNumber, state, reason, comment }, { github }: Context, call) {
    if (state === 'open') refuse({ reason, comment }, 'go with state dismissed');
    const { data: alert } = await github.rest.codeScanning.updateAlert(
      { owner, repo, alert_number: alertNumber, state, dismissed_reason: reason, dismissed_comment: comment },
      call,
    );
    return `Updated ${scanningLine(alert)}${notKeptLines({ state: [state, alert.state] })}`;
  },
});
