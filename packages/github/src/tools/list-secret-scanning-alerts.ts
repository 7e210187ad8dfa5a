import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging, repository } from '../arguments.ts';
import { secretLine } from '../present/alert.ts';
import { listed } from '../present/listed.ts';

export const listSecretScanningAlerts = defineTool({
  name: 'list_secret_scanning_alerts',
  title: 'List secret scanning alerts',
  description: 'List alerts about secrets in the repository. The secrets themselves are never asked for.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    state: choice(['open', 'resolved']).optional(),
    secret_type: z.string().optional().describe('Separated by commas.'),
    resolution: choice([
      'false_positive',
      'wont_fix',
      'revoked',
      'pattern_edited',
      'pattern_deleted',
      'used_in_tests',
    ]).optional(),
    ...fields,
    ...paging,
  }),
  async handler({ fields: wanted, page, perPage, ...asked }, { github }: Context, call) {
    const { data: foundItems, ...found } = await github.rest.secretScanning.listAlertsForRepo(
      { ...asked, hide_secret: true, ...pageOf({ page, perPage }) },
      call,
    );
    return listed(
      { items: foundItems, ...found, page, perPage, one: 'alert', line: secretLine, fields: wanted },
      call.budget,
    );
  },
});
