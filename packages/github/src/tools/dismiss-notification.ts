import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { choice, numeral } from '../arguments.ts';

export const dismissNotification = defineTool({
  name: 'dismiss_notification',
  title: 'Dismiss notification',
  description: 'Mark a notification as read, or as done.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({ threadID: numeral().describe('As list_notifications shows it.'), state: choice(['read', 'done']) }),
  async handler({ threadID, state }, { github }: Context, call) {
    const at = { thread_id: Number(threadID) };
    if (state === 'read') await github.rest.activity.markThreadAsRead(at, call);
    else await github.rest.activity.markThreadAsDone(at, call);
    return `Marked notification ${threadID} as ${state}`;
  },
});
