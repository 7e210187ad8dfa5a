import { defineTool, ToolError, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, pageOf, paging, repository } from '../arguments.ts';
import { commitLine, fileLine } from '../present/commit.ts';
import { showDiff } from '../present/diff.ts';
import { listed } from '../present/listed.ts';
import { count, facts } from '../present/text.ts';

/** Bytes of a diff that are looked at. */
const mostDiff = 10_000_000;

export const compareCommits = defineTool({
  name: 'compare_commits',
  title: 'Compare commits',
  description: 'List commits and files that head has and base does not.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    base: z.string().describe('Branch, tag or commit.'),
    head: z.string().describe('owner:branch for a fork.'),
    diff: z.boolean().optional().describe('Show the changes.'),
    after: z.string().optional().describe('Continues a cut diff.'),
    ...paging,
  }),
  async handler({ owner, repo, base, head, diff = false, after, ...paged }, { github }: Context, call) {
    for (const [name, ref] of Object.entries({ base, head }))
      if (ref.includes('..'))
        throw new ToolError(
          'invalid',
          `${name} must be one branch, tag or commit, not the range ${JSON.stringify(ref)}.`,
        );
    const at = { owner, repo, basehead: `${base}...${head}` };
    if (diff) {
      const { body, cut } = await github.rest.repos.compareCommitsWithBasehead(at, call, {
        accept: 'application/vnd.github.diff',
        keeping: { most: mostDiff, over: 'head' },
      });
      return showDiff(body.toString('utf8'), { after, budget: call.budget, cut });
    }
    const { data, next } = await github.rest.repos.compareCommitsWithBasehead({ ...at, ...pageOf(paged) }, call);
    const summary = facts([
      data.status,
      `${count(data.ahead_by ?? 0, 'commit')} ahead, ${data.behind_by ?? 0} behind`,
      `merge base ${data.merge_base_commit?.sha.slice(0, 12) ?? 'none'}`,
    ]);
    const commits = listed({ items: data.commits, next, ...paged, one: 'commit', line: commitLine }, call.budget / 2);
    return `[${summary}]\n${commits}\n${listed({ items: data.files ?? [], one: 'file', line: fileLine, note: (data.files?.length ?? 0) >= 300 ? 'GitHub lists at most 300' : undefined }, call.budget / 2)}`;
  },
});
