import { defineTool, z } from '@mcp-reference/kit';
import { refuse } from '../operations/report.ts';
import { notKeptLines } from '../operations/kept.ts';
import type { Context } from '../context.ts';
import { choice, positive, repository } from '../arguments.ts';
import { secretLine } from '../present/alert.ts';

export const updateSecretScanningAlert = defineTool({
  name: 'update_secret_scanning_alert',
  title: 'Update secret scanning alert',
  description: 'Resolve an alert about a secret with a reason, or open it again.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    alertNumber: positive(),
    state: choice(['open', 'resolved']),
    resolution: choice(['false_positive', 'wont_fix', 'revoked', 'used_in_tests']).optional(),
    comment: z.string().optional(),
  }),
  async handler({ owner, repo, alertNumber, state, resolution, comment }, { github }: Context, call) {
    if (state === 'open') refuse({ resolution, comment }, 'go with state resolved');
    const { data: alert } = await github.rest.secretScanning.updateAlert(
      { owner, repo, alert_number: alertNumber, state, resolution, resolution_comment: comment },
      call,
    );
    return `Updated ${secretLine(alert)}${notKeptLines({ state: [state, alert.state] })}`;
  },
});
