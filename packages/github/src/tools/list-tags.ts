import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { plain } from '../present/text.ts';

export const listTags = defineTool({
  name: 'list_tags',
  title: 'List tags',
  description: 'List tags with their commits.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, ...paging }),
  async handler({ owner, repo, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.repos.listTags({ owner, repo, ...pageOf(paged) }, call);
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'tag',
        line: (tag) => `${plain(tag.name)} ${tag.commit.sha.slice(0, 12)}`,
      },
      call.budget,
    );
  },
});
