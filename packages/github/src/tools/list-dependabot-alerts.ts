import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { afterPaging, aliases, choice, fields, repository } from '../arguments.ts';
import { dependabotLine } from '../present/alert.ts';
import { listed } from '../present/listed.ts';

export const listDependabotAlerts = defineTool({
  name: 'list_dependabot_alerts',
  title: 'List Dependabot alerts',
  description: 'List alerts about vulnerable dependencies, open ones unless state says otherwise.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    state: choice(['open', 'fixed', 'dismissed', 'auto_dismissed']).optional(),
    severity: choice(['low', 'medium', 'high', 'critical']).optional(),
    ...fields,
    ...afterPaging,
  }),
  async handler(
    { owner, repo, state = 'open', severity, after, perPage = 30, fields: wanted },
    { github }: Context,
    call,
  ) {
    const { data: items, ...page } = await github.rest.dependabot.listAlertsForRepo(
      { owner, repo, state, severity, after, per_page: perPage },
      call,
    );
    return listed(
      { items, ...page, after, perPage, cursor: 'only', one: 'alert', line: dependabotLine, fields: wanted },
      call.budget,
    );
  },
});
