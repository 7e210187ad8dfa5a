import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { discussionLine, listOfDiscussions } from '../operations/discussions/read.ts';
import { afterPaging, aliases, choice, fields } from '../arguments.ts';
import { listed } from '../present/listed.ts';

export const listDiscussions = defineTool({
  name: 'list_discussions',
  title: 'List discussions',
  description: 'List discussions of a repository, newest first; without repo of the organization.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    owner: z.string(),
    repo: z.string().optional(),
    category: z.string().optional().describe('Name, slug or id.'),
    orderBy: choice(['CREATED_AT', 'UPDATED_AT']).optional(),
    direction: choice(['ASC', 'DESC']).optional(),
    ...fields,
    ...afterPaging,
  }),
  async handler({ fields: wanted, ...asked }, { github }: Context, call) {
    const page = await listOfDiscussions(github, asked, call);
    return listed(
      {
        ...page,
        after: asked.after,
        perPage: asked.perPage,
        cursor: 'only',
        one: 'discussion',
        line: discussionLine,
        fields: wanted,
      },
      call.budget,
    );
  },
});
