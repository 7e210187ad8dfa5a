import { defineTool, ToolError, z } from '@mcp-reference/kit';
import { badResponse } from '../api/failure.ts';
import type { Context } from '../context.ts';
import { idOfCategory, readDiscussion } from '../operations/discussions/read.ts';
import {
  closeDiscussion,
  createDiscussion,
  reopenDiscussion,
  repositoryId,
  updateDiscussion,
} from '../operations/discussions/write.ts';
import { refuse, requireChange } from '../operations/report.ts';
import { link } from '../present/text.ts';
import { choice, nonBlank, positive, repository } from '../arguments.ts';

const done = { update: 'Updated', close: 'Closed', reopen: 'Reopened' } as const;

export const discussionWrite = defineTool({
  name: 'discussion_write',
  title: 'Write discussion',
  description:
    'Create a discussion (title, body and category, by name or id), update, close or reopen it. For comments use discussion_comment_write.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    ...repository,
    method: choice(['create', 'update', 'close', 'reopen']),
    discussionNumber: positive().optional(),
    title: nonBlank().optional(),
    body: nonBlank().optional(),
    category: z.string().optional().describe('Name, slug or id.'),
    reason: choice(['RESOLVED', 'OUTDATED', 'DUPLICATE']).optional().describe('For close.'),
  }),
  async handler({ owner, repo, method, discussionNumber, title, body, category, reason }, { github }: Context, call) {
    const at = { owner, repo };
    if (method !== 'close') refuse({ reason }, 'goes with method close');
    if (method === 'create') refuse({ discussionNumber }, 'a new discussion gets its number from GitHub');
    if (method === 'close' || method === 'reopen') refuse({ title, body, category }, `do not go with method ${method}`);
    if (method === 'update') requireChange({ title, body, category }, 'the discussion');
    const categoryId = category === undefined ? undefined : await idOfCategory(github, at, category, call);
    if (method === 'create') {
      if (title === undefined || body === undefined || categoryId === undefined)
        throw new ToolError('invalid', 'A new discussion needs title, body and category.');
      const input = { repositoryId: await repositoryId(github, at, call), categoryId, title, body };
      const { createDiscussion: made } = await github.graphql(createDiscussion, { input }, at, call);
      if (!made?.discussion) throw badResponse(true);
      return `Created discussion #${made.discussion.number}: ${link(made.discussion.url)}`;
    }
    if (discussionNumber === undefined) throw new ToolError('invalid', 'Give the discussionNumber.');
    const { id, url } = await readDiscussion(github, { ...at, number: discussionNumber }, call);
    if (method === 'update')
      await github.graphql(updateDiscussion, { input: { discussionId: id, title, body, categoryId } }, at, call);
    else if (method === 'close')
      await github.graphql(closeDiscussion, { input: { discussionId: id, reason } }, at, call);
    else await github.graphql(reopenDiscussion, { input: { discussionId: id } }, at, call);
    return `${done[method]} discussion #${discussionNumber}: ${link(url)}`;
  },
});
