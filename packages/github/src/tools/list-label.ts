import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, pageOf, paging, repository } from '../arguments.ts';
import { labelLine } from '../present/label.ts';
import { listed } from '../present/listed.ts';

export const listLabel = defineTool({
  name: 'list_label',
  title: 'List labels',
  description: 'List the labels of a repository.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({ ...repository, ...paging }),
  async handler({ owner, repo, ...paged }, { github }: Context, call) {
    const { data: items, ...page } = await github.rest.issues.listLabelsForRepo(
      { owner, repo, ...pageOf({ perPage: 100, ...paged }) },
      call,
    );
    return listed({ items, ...page, ...paged, one: 'label', line: labelLine }, call.budget);
  },
});
