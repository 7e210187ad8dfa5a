import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';

export const markAllNotificationsRead = defineTool({
  name: 'mark_all_notifications_read',
  title: 'Mark all notifications read',
  description: 'Mark all notifications as read, or those of owner/repo, up to lastReadAt.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({ lastReadAt: z.string().optional(), owner: z.string().optional(), repo: z.string().optional() }),
  async handler({ lastReadAt, owner, repo }, { github }: Context, call) {
    const body = { last_read_at: lastReadAt ?? new Date().toISOString() };
    if (owner !== undefined && repo !== undefined)
      await github.write('PUT /repos/{owner}/{repo}/notifications', { owner, repo, ...body }, call);
    else await github.write('PUT /notifications', body, call);
    return `Marked all notifications${repo === undefined ? '' : ` of ${owner}/${repo}`} as read`;
  },
});
