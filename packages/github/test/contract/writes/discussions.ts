import { found, type Case } from '../case.ts';
import { garden } from '../places.ts';

export const discussions: readonly Case[] = [
  {
    tool: 'discussion_write',
    args: { ...garden, method: 'create', title: 'Slugs', body: 'What helps?', category: 'q&a' },
    says: /Created discussion #\d+: https/,
  },
  {
    tool: 'discussion_write',
    args: { ...garden, method: 'create', title: 'x', body: 'y', category: 'none' },
    says: /There is no category "none"; there are: /,
    code: 'not_found',
  },
  {
    tool: 'discussion_write',
    args: async (session) => ({
      ...garden,
      method: 'update',
      discussionNumber: await discussion(session),
      title: 'Slugs and snails',
    }),
    says: /Updated discussion/,
  },
  {
    tool: 'discussion_comment_write',
    args: async (session) => ({
      ...garden,
      method: 'add',
      discussionNumber: await discussion(session),
      body: 'Ducks.',
    }),
    says: /Added comment \S+: https/,
  },
  {
    tool: 'discussion_comment_write',
    args: async (session) => ({
      ...garden,
      method: 'reply',
      discussionNumber: await discussion(session),
      commentNodeID: await talk(session),
      body: 'Loud ones.',
    }),
    says: /Added reply/,
  },
  ...(['update', 'mark_answer', 'unmark_answer', 'delete'] as const).map((method): Case => ({
    tool: 'discussion_comment_write',
    args: async (session) => ({
      method,
      commentNodeID: await talk(session),
      ...(method === 'update' && { body: 'Ducks!' }),
    }),
    says: /comment/i,
  })),
  {
    tool: 'discussion_write',
    args: async (session) => ({
      ...garden,
      method: 'close',
      discussionNumber: await discussion(session),
      reason: 'RESOLVED',
    }),
    says: /Closed discussion/,
  },
  {
    tool: 'discussion_write',
    args: async (session) => ({ ...garden, method: 'reopen', discussionNumber: await discussion(session) }),
    says: /Reopened discussion/,
  },
];

type Of = Parameters<typeof found>[0];
const discussion = (session: Of) => found(session, 'list_discussions', garden, /#(\d+) \w+(?: answered)? "Slugs/);
const talk = async (session: Of) =>
  found(
    session,
    'get_discussion_comments',
    { ...garden, discussionNumber: await discussion(session) },
    /comment (\S+) by octo/,
  );
