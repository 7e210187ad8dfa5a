import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, fields, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { releaseLine } from '../present/release.ts';

export const listReleases = defineTool({
  name: 'list_releases',
  title: 'List releases',
  description: 'List releases, newest first.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, ...fields, ...paging }),
  async handler({ owner, repo, fields: wanted, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.repos.listReleases({ owner, repo, ...pageOf(paged) }, call);
    return listed({ items, ...page, ...paged, one: 'release', line: releaseLine, fields: wanted }, call.budget);
  },
});
