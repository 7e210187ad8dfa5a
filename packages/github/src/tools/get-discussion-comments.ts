import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { commentsOf, discussionComment } from '../operations/discussions/comments.ts';
import { afterPaging, aliases, fields, positive, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';

export const getDiscussionComments = defineTool({
  name: 'get_discussion_comments',
  title: 'Get discussion comments',
  description: 'Read the comments of a discussion with their node ids, and with includeReplies the replies.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    discussionNumber: positive(),
    includeReplies: z.boolean().optional().describe('Replies too.'),
    ...fields,
    ...afterPaging,
  }),
  async handler(
    { owner, repo, discussionNumber, includeReplies = false, after, perPage = 30, fields: wanted },
    { github }: Context,
    call,
  ) {
    const page = await commentsOf(
      github,
      { owner, repo, number: discussionNumber, replies: includeReplies ? 100 : 0, first: perPage, after },
      call,
    );
    return listed(
      { ...page, one: 'comment', line: discussionComment, texts: true, fields: wanted, after, perPage, cursor: 'only' },
      call.budget,
    );
  },
});
