import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { discussionPage, readDiscussion } from '../operations/discussions/read.ts';
import { positive, repository } from '../arguments.ts';

export const getDiscussion = defineTool({
  name: 'get_discussion',
  title: 'Get discussion',
  description: 'Read one discussion with its body.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({
    ...repository,
    discussionNumber: positive(),
    after: z.string().optional().describe('Continues a long body.'),
  }),
  async handler({ owner, repo, discussionNumber, after }, { github }: Context, call) {
    return discussionPage(
      await readDiscussion(github, { owner, repo, number: discussionNumber }, call),
      call.budget,
      after,
    );
  },
});
