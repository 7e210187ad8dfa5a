import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const alerts: readonly Case[] = [
  { tool: 'search_users', args: { query: 'mona' }, says: /mona; https/, asks: ['search/users'] },
  { tool: 'search_orgs', args: { query: 'octo' }, says: /octo-labs/, asks: ['search/users'] },
  {
    tool: 'list_starred_repositories',
    args: {},
    says: /repositor/,
    asks: ['activity/list-repos-starred-by-authenticated-user'],
  },
  {
    tool: 'list_starred_repositories',
    args: { username: 'mona' },
    says: /octo\/garden/,
    asks: ['activity/list-repos-starred-by-user'],
  },
  {
    tool: 'get_repository_tree',
    args: { ...garden, recursive: true, path_filter: 'src/' },
    says: /src\/season\.ts [0-9a-f]{12} \d+/,
    asks: ['git/get-tree'],
  },
  {
    tool: 'get_code_quality_finding',
    args: { ...garden, findingNumber: 1 },
    says: /finding 1/,
    asks: ['code-quality/get-finding'],
  },
  {
    tool: 'list_code_scanning_alerts',
    args: garden,
    says: /alert \d+ open/,
    asks: ['code-scanning/list-alerts-for-repo'],
  },
  {
    tool: 'get_code_scanning_alert',
    args: { ...garden, alertNumber: 1 },
    says: /alert 1/,
    asks: ['code-scanning/get-alert'],
  },
  {
    tool: 'list_secret_scanning_alerts',
    args: garden,
    says: /alert \d+/,
    asks: ['secret-scanning/list-alerts-for-repo'],
  },
  {
    tool: 'get_secret_scanning_alert',
    args: { ...garden, alertNumber: 1 },
    says: /alert 1/,
    asks: ['secret-scanning/get-alert'],
  },
  { tool: 'list_dependabot_alerts', args: garden, says: /alert \d+/, asks: ['dependabot/list-alerts-for-repo'] },
  {
    tool: 'get_dependabot_alert',
    args: { ...garden, alertNumber: 1 },
    says: /alert 1/,
    asks: ['dependabot/get-alert'],
  },
  {
    tool: 'list_notifications',
    args: {},
    says: /\d+ unread octo\/garden Issue #1 "Tomatoes/,
    asks: ['activity/list-notifications-for-authenticated-user'],
  },
  {
    tool: 'list_notifications',
    args: garden,
    says: /unread octo\/garden/,
    asks: ['activity/list-repo-notifications-for-authenticated-user'],
  },
  {
    tool: 'get_notification_details',
    args: async (session) => ({ notificationID: await found(session, 'list_notifications', {}, /(\d+) unread/) }),
    says: /unread octo\/garden/,
    asks: ['activity/get-thread'],
  },
  { tool: 'list_discussions', args: garden, says: /#\d+ open/ },
  { tool: 'list_discussion_categories', args: garden, says: /; id \S+/ },
  {
    tool: 'get_discussion',
    args: async (session) => ({
      ...garden,
      discussionNumber: await found(session, 'list_discussions', garden, /#(\d+)/),
    }),
    says: /\[body: /,
  },
  {
    tool: 'get_discussion_comments',
    args: async (session) => ({
      ...garden,
      discussionNumber: await found(session, 'list_discussions', garden, /#(\d+) .*comment/),
      includeReplies: true,
    }),
    says: /comment \S+ by /,
  },
];
