import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../input.ts';
import { dependabotLine } from '../present/alert.ts';
import { fenced } from '../present/text.ts';

export const getDependabotAlert = defineTool({
  name: 'get_dependabot_alert',
  title: 'Get Dependabot alert',
  description: 'Read one alert about a vulnerable dependency with its advisory.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ ...repository, alertNumber: positive() }),
  async handler({ owner, repo, alertNumber }, { github }: Context, call) {
    const alert = await github.get(
      'GET /repos/{owner}/{repo}/dependabot/alerts/{alert_number}',
      { owner, repo, alert_number: alertNumber },
      call,
    );
    return `${dependabotLine(alert)}; ${alert.html_url}\n${fenced(alert.security_advisory.description.slice(0, call.budget - 2_000))}`;
  },
});
