import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { categoriesOf } from '../operations/discussions/read.ts';
import { listed } from '../present/listed.ts';
import { known, plain } from '../present/text.ts';

export const listDiscussionCategories = defineTool({
  name: 'list_discussion_categories',
  title: 'List discussion categories',
  description: 'List the categories of discussions of a repository, with their ids.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  input: z.object({ owner: z.string(), repo: z.string().optional() }),
  async handler({ owner, repo = '.github' }, { github }: Context, call) {
    const items = await categoriesOf(github, { owner, repo }, call);
    return listed(
      {
        items,
        one: 'category',
        many: 'categories',
        line: ({ id, name, isAnswerable }) => `${plain(name)}${isAnswerable ? ' (has answers)' : ''}; id ${known(id)}`,
      },
      call.budget,
    );
  },
});
