import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const notifications: readonly Case[] = [
  ...(['read', 'done'] as const).map((state): Case => ({
    tool: 'dismiss_notification',
    args: async (session) => ({ threadID: await notification(session), state }),
    says: new RegExp(`as ${state}`),
  })),
  ...(['watch', 'ignore', 'delete'] as const).map((action): Case => ({
    tool: 'manage_notification_subscription',
    args: async (session) => ({ notificationID: await notification(session), action }),
    says: new RegExp(action),
  })),
  ...(['watch', 'ignore', 'delete'] as const).map((action): Case => ({
    tool: 'manage_repository_notification_subscription',
    args: { ...garden, action },
    says: new RegExp(action),
  })),
  {
    tool: 'mark_all_notifications_read',
    args: garden,
    says: /of octo\/garden as read/,
    asks: ['activity/mark-repo-notifications-as-read'],
  },
  { tool: 'mark_all_notifications_read', args: {}, says: /as read/, asks: ['activity/mark-notifications-as-read'] },
];

type Of = Parameters<typeof found>[0];
const notification = (session: Of) =>
  found(session, 'list_notifications', { filter: 'include_read_notifications' }, /(\d+) (?:un)?read/);
