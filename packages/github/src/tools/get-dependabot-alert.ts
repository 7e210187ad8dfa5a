import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { dependabotLine } from '../present/alert.ts';
import { body, link } from '../present/text.ts';

export const getDependabotAlert = defineTool({
  name: 'get_dependabot_alert',
  title: 'Get Dependabot alert',
  description: 'Read one alert about a vulnerable dependency with its advisory.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    alertNumber: positive(),
    after: z.string().optional().describe('Continues a long text.'),
  }),
  async handler({ owner, repo, alertNumber, after }, { github }: Context, call) {
    const { data: alert } = await github.rest.dependabot.getAlert({ owner, repo, alert_number: alertNumber }, call);
    return `${dependabotLine(alert)}; ${link(alert.html_url)}\n${body(alert.security_advisory?.description, call.budget - 2_000, after)}`;
  },
});
