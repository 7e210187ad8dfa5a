import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { locationsOf } from '../operations/alerts/locations.ts';
import { link } from '../present/text.ts';
import { secretLine } from '../present/alert.ts';

export const getSecretScanningAlert = defineTool({
  name: 'get_secret_scanning_alert',
  title: 'Get secret scanning alert',
  description: 'Read one alert about a secret and where it was found, without the secret.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, alertNumber: positive() }),
  async handler({ owner, repo, alertNumber }, { github }: Context, call) {
    const { data: alert } = await github.rest.secretScanning.getAlert(
      { owner, repo, alert_number: alertNumber, hide_secret: true },
      call,
    );
    const found = await locationsOf(github, { owner, repo, alert_number: alertNumber }, alert, call);
    return [`${secretLine(alert)}; ${link(alert.html_url)}`, ...found].join('\n');
  },
});
