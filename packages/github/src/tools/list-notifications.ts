import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, moment, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { notificationLine } from '../present/notification.ts';

export const listNotifications = defineTool({
  name: 'list_notifications',
  title: 'List notifications',
  description:
    'List your notifications, unread ones unless filter says otherwise, of all repositories or of owner/repo.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    filter: choice(['default', 'include_read_notifications', 'only_participating'])
      .optional()
      .describe('Default: unread.'),
    owner: z.string().optional(),
    repo: z.string().optional(),
    since: moment().optional().describe('ISO time.'),
    before: moment().optional().describe('ISO time.'),
    ...fields,
    ...paging,
  }),
  async handler({ filter, owner, repo, since, before, fields: wanted, ...paged }, { github }: Context, call) {
    if ((owner === undefined) !== (repo === undefined))
      throw new ToolError('invalid', 'Give both owner and repo, or neither for all repositories.');
    const asked = {
      all: filter === 'include_read_notifications' || undefined,
      participating: filter === 'only_participating' || undefined,
      since,
      before,
      ...pageOf(paged),
    };
    const { data: items, ...page } =
      owner !== undefined && repo !== undefined
        ? await github.rest.activity.listRepoNotificationsForAuthenticatedUser({ owner, repo, ...asked }, call)
        : await github.rest.activity.listNotificationsForAuthenticatedUser(asked, call);
    return listed(
      { items, ...page, ...paged, one: 'notification', line: notificationLine, fields: wanted },
      call.budget,
    );
  },
});
