import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { numeral } from '../arguments.ts';
import { notificationLine } from '../present/notification.ts';

export const getNotificationDetails = defineTool({
  name: 'get_notification_details',
  title: 'Get notification',
  description: 'Read one notification.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ notificationID: numeral().describe('As list_notifications shows it.') }),
  async handler({ notificationID }, { github }: Context, call) {
    return notificationLine((await github.rest.activity.getThread({ thread_id: Number(notificationID) }, call)).data);
  },
});
