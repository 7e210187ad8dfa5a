import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, repository } from '../arguments.ts';
import { scanningLine } from '../present/alert.ts';
import { listed } from '../present/listed.ts';
import { count } from '../present/text.ts';

export const listCodeScanningAlerts = defineTool({
  name: 'list_code_scanning_alerts',
  title: 'List code scanning alerts',
  description: 'List alerts of code scanning, open ones unless state says otherwise.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    state: choice(['open', 'closed', 'dismissed', 'fixed']).optional(),
    severity: choice(['critical', 'high', 'medium', 'low', 'warning', 'note', 'error']).optional(),
    ref: z.string().optional().describe('Branch, or refs/pull/1/head.'),
    tool_name: z.string().optional().describe('Such as CodeQL.'),
    ...fields,
    ...paging,
  }),
  async handler({ fields: wanted, page, perPage, state = 'open', ...asked }, { github }: Context, call) {
    const { data: found, ...pages } = await github.rest.codeScanning.listAlertsForRepo(
      { ...asked, state: state === 'closed' ? undefined : state, ...pageOf({ page, perPage }) },
      call,
    );
    // The API no longer knows "closed": it is everything that is not open.
    const items = state === 'closed' ? found.filter((alert) => alert.state !== 'open') : found;
    const left = found.length - items.length;
    const note = left > 0 ? `${count(left, 'open alert')} left out` : undefined;
    return listed(
      { items, ...pages, note, page, perPage, one: 'alert', line: scanningLine, fields: wanted },
      call.budget,
    );
  },
});
