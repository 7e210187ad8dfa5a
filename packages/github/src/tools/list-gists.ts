import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, fields, moment, pageOf, paging } from '../arguments.ts';
import { gistLine } from '../present/gist.ts';
import { listed } from '../present/listed.ts';

export const listGists = defineTool({
  name: 'list_gists',
  title: 'List gists',
  description: 'List your gists, or those of username.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    username: z.string().optional(),
    since: moment().optional().describe('ISO time.'),
    ...fields,
    ...paging,
  }),
  async handler({ username, since, fields: wanted, ...paged }, { github }: Context, call) {
    const asked = { since, ...pageOf(paged) };
    const { data: items, ...page } =
      username === undefined
        ? await github.rest.gists.list(asked, call)
        : await github.rest.gists.listForUser({ username, ...asked }, call);
    return listed({ items, ...page, ...paged, one: 'gist', line: gistLine, fields: wanted }, call.budget);
  },
});
