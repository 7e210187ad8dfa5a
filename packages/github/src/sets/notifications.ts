import { dismissNotification } from '../tools/dismiss-notification.ts';
import { getNotificationDetails } from '../tools/get-notification-details.ts';
import { listNotifications } from '../tools/list-notifications.ts';
import { manageNotificationSubscription } from '../tools/manage-notification-subscription.ts';
import { manageRepositoryNotificationSubscription } from '../tools/manage-repository-notification-subscription.ts';
import { markAllNotificationsRead } from '../tools/mark-all-notifications-read.ts';

export const notifications = [
  listNotifications,
  getNotificationDetails,
  dismissNotification,
  markAllNotificationsRead,
  manageNotificationSubscription,
  manageRepositoryNotificationSubscription,
];
