import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { moment } from '../arguments.ts';

export const markAllNotificationsRead = defineTool({
  name: 'mark_all_notifications_read',
  title: 'Mark all notifications read',
  description: 'Mark all notifications as read, or those of owner/repo, up to lastReadAt.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    lastReadAt: moment().optional().describe('ISO time; now if absent.'),
    owner: z.string().optional(),
    repo: z.string().optional(),
  }),
  async handler({ lastReadAt, owner, repo }, { github }: Context, call) {
    if ((owner === undefined) !== (repo === undefined))
      throw new ToolError('invalid', 'Give both owner and repo, or neither for all repositories.');
    const body = { last_read_at: lastReadAt ?? new Date().toISOString() };
    let later: unknown;
    if (owner !== undefined && repo !== undefined)
      later = (await github.rest.activity.markRepoNotificationsAsRead({ owner, repo, ...body }, call)).data;
    else later = (await github.rest.activity.markNotificationsAsRead(body, call)).data;
    // An answer with a message is a promise for later.
    const where = repo === undefined ? '' : ` of ${owner}/${repo}`;
    return later === undefined || later === ''
      ? `Marked all notifications${where} as read`
      : `GitHub is marking all notifications${where} as read; it takes a few minutes`;
  },
});
