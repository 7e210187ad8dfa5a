import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../input.ts';
import { secretLine } from '../present/alert.ts';

export const getSecretScanningAlert = defineTool({
  name: 'get_secret_scanning_alert',
  title: 'Get secret scanning alert',
  description: 'Read one alert about a secret, without the secret.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, alertNumber: positive() }),
  async handler({ owner, repo, alertNumber }, { github }: Context, call) {
    const alert = await github.get(
      'GET /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}',
      { owner, repo, alert_number: alertNumber, hide_secret: true },
      call,
    );
    return `${secretLine(alert)}; ${alert.html_url ?? ''}`;
  },
});
