import { defineTool, fromCursor, toCursor, z, moreWith } from '@mcp-reference/kit';
import { pageCursor, repoPath, upTo } from '../arguments.ts';
import type { Context } from '../context.ts';
import { commitOf } from '../git/revision.ts';
import { pageOf, under } from '../present.ts';
import { count } from '../text.ts';
import { branchText, readBranches } from '../operations/branches.ts';

export const gitBranch = defineTool({
  name: 'git_branch',
  title: 'Branches',
  description:
    'List branches, newest first, with commit, date, upstream, ahead and behind. "*" is current, "+" is in another work tree.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    repo_path: repoPath,
    branch_type: z.enum(['local', 'remote', 'all']).default('local').describe('Kind of branches.'),
    contains: z.string().optional().describe('With this commit.'),
    not_contains: z.string().optional().describe('Without this commit.'),
    merged: z.string().optional().describe('Merged into this revision.'),
    not_merged: z.string().optional().describe('Not merged into it.'),
    limit: upTo(5_000).default(500).describe('Most entries.'),
    cursor: pageCursor,
  }),
  async handler(
    { repo_path, branch_type, contains, not_contains, merged, not_merged, limit, cursor },
    { git }: Context,
    call,
  ) {
    const repo = await git.open(repo_path, call);
    const commit = async (revision: string | undefined) =>
      revision === undefined ? undefined : commitOf(repo, revision);
    const into = merged ?? not_merged;
    const start = cursor === undefined ? 0 : fromCursor('branches', cursor, z.number().int().min(0));
    const branches = await readBranches(
      repo,
      {
        kind: branch_type,
        contains: await commit(contains),
        notContains: await commit(not_contains),
        merged: into === undefined ? undefined : { into: await commitOf(repo, into), is: merged !== undefined },
        max: start + limit + 1,
      },
      call,
    );
    const { shown, end } = pageOf(branches.map(branchText), start, limit, call.budget);
    return under(
      [
        shown.length === 0 ? 'no branches' : count(shown.length, 'branch', 'branches'),
        moreWith(end < branches.length ? toCursor('branches', end) : undefined),
      ],
      shown,
    );
  },
});
