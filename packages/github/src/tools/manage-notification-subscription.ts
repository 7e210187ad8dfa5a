import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, numeral } from '../arguments.ts';

export const manageNotificationSubscription = defineTool({
  name: 'manage_notification_subscription',
  title: 'Manage notification subscription',
  description: 'Watch or ignore the thread of a notification, or delete the choice.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    notificationID: numeral().describe('As list_notifications shows it.'),
    action: choice(['ignore', 'watch', 'delete']).describe('delete: back to default.'),
  }),
  async handler({ notificationID, action }, { github }: Context, call) {
    const at = { thread_id: Number(notificationID) };
    if (action === 'delete') await github.rest.activity.deleteThreadSubscription(at, call);
    else {
      const { data: now } = await github.rest.activity.setThreadSubscription(
        { ...at, ignored: action === 'ignore' },
        call,
      );
      if (now.ignored !== (action === 'ignore')) throw new ToolError('conflict', `GitHub did not set it to ${action}.`);
    }
    return `Subscription of notification ${notificationID}: ${action}`;
  },
});
