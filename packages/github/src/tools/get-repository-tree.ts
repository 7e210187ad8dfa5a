import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, fields, pageOf, paging, repository } from '../arguments.ts';
import { readTree } from '../operations/content/tree.ts';
import { listed } from '../present/listed.ts';
import { facts, plain } from '../present/text.ts';
import { treeLine } from '../present/tree.ts';

export const getRepositoryTree = defineTool({
  name: 'get_repository_tree',
  title: 'Get repository tree',
  description:
    'List files of a commit or branch with sizes, with recursive those in folders too; path_filter keeps what begins with it.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    tree_sha: z.string().optional().describe('Tree, branch or commit.'),
    recursive: z.boolean().optional().describe('With subfolders.'),
    path_filter: z.string().optional().describe('Prefix of paths.'),
    ...fields,
    ...paging,
  }),
  async handler(
    { owner, repo, tree_sha, recursive = false, path_filter = '', fields: wanted, ...paged },
    { github }: Context,
    call,
  ) {
    const at = { owner, repo };
    const { tree, truncated, sha } = await readTree(github, { ...at, tree_sha, recursive }, call);
    if (truncated)
      call.warn('The tree is too large for GitHub to give whole; ask for the tree of one folder by its sha');
    const entries = tree.filter(({ path }) => path.startsWith(path_filter));
    const { page, per_page } = pageOf({ ...paged, perPage: paged.perPage ?? 100 });
    const items = entries.slice((page - 1) * per_page, page * per_page);
    return listed(
      {
        items,
        one: 'entry',
        many: 'entries',
        total: entries.length,
        next: page * per_page < entries.length ? { page: page + 1 } : undefined,
        page,
        perPage: per_page,
        note: facts([
          `tree ${sha.slice(0, 12)}`,
          entries.length === 0 && tree.length > 0 && `no path begins with ${plain(path_filter)}; check its spelling`,
        ]),
        line: treeLine,
        fields: wanted,
      },
      call.budget,
    );
  },
});
