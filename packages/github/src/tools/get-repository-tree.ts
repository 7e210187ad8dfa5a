import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, fields, pageOf, paging, repository } from '../arguments.ts';
import { listed } from '../present/listed.ts';
import { facts, plain } from '../present/text.ts';

/** Marks of entries that are not ordinary files. */
const kinds: Readonly<Record<string, string>> = { '100755': ' executable', '120000': ' link', '160000': ' submodule' };

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
    const ref = tree_sha ?? (await github.rest.repos.get(at, call)).data.default_branch;
    const {
      data: { tree, truncated, sha },
    } = await github.rest.git.getTree({ ...at, tree_sha: ref, recursive: recursive ? '1' : undefined }, call);
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
        line: ({ path, type, mode, size, sha: blob }) =>
          `${plain(path)}${type === 'tree' ? '/' : ''} ${blob?.slice(0, 12) ?? ''}${size === undefined || size === null ? '' : ` ${size}`}${kinds[mode] ?? ''}`,
        fields: wanted,
      },
      call.budget,
    );
  },
});
