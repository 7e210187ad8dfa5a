import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging } from '../input.ts';
import { listed } from '../present/listed.ts';
import { plain } from '../present/text.ts';

export const searchCode = defineTool({
  name: 'search_code',
  title: 'Search code',
  description: 'Find files by content on default branches, with GitHub code search syntax.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    query: z.string(),
    sort: choice(['indexed']).optional(),
    order: choice(['asc', 'desc']).optional(),
    ...fields,
    ...paging,
  }),
  async handler({ query, sort, order, fields: wanted, ...paged }, { github }: Context, call) {
    const page = await github.search('GET /search/code', { q: query, sort, order, ...pageOf(paged) }, call);
    return listed(
      {
        ...page,
        ...paged,
        one: 'file',
        line: ({ repository, path, sha }) => `${plain(repository.full_name)} ${plain(path)} (blob ${sha.slice(0, 12)})`,
        fields: wanted,
      },
      call.budget,
    );
  },
});
