import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, repository } from '../arguments.ts';
import { scanningLine } from '../present/alert.ts';
import { body, link } from '../present/text.ts';

export const getCodeScanningAlert = defineTool({
  name: 'get_code_scanning_alert',
  title: 'Get code scanning alert',
  description: 'Read one alert of code scanning with what its rule says.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    alertNumber: positive(),
    after: z.string().optional().describe('Continues a long text.'),
  }),
  async handler({ owner, repo, alertNumber, after }, { github }: Context, call) {
    const { data: alert } = await github.rest.codeScanning.getAlert({ owner, repo, alert_number: alertNumber }, call);
    const about = [alert.rule.full_description, alert.most_recent_instance?.message?.text, alert.dismissed_comment]
      .filter(Boolean)
      .join('\n');
    return `${scanningLine(alert)}; ${link(alert.html_url)}\n${body(about, call.budget - 2_000, after)}`;
  },
});
