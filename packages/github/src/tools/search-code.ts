import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, fields, pageOf, paging } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { fragments } from '../present/matches.ts';
import { plain } from '../present/text.ts';

export const searchCode = defineTool({
  name: 'search_code',
  title: 'Search code',
  description: 'Find files on default branches by content, with GitHub search syntax.',
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
    const {
      data: { items },
      ...page
    } = await github.rest.search.code({ q: query, sort, order, ...pageOf(paged) }, call, {
      accept: 'application/vnd.github.text-match+json',
    });
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'file',
        texts: true,
        line: (file, mark) =>
          [
            `--- ${mark} ${plain(file.repository.full_name)} ${plain(file.path)} (blob ${file.sha.slice(0, 12)})`,
            ...fragments(file),
          ].join('\n'),
        fields: wanted,
      },
      call.budget,
    );
  },
});
