import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { commitRecord, commitsData } from '../data.ts';
import { aliases, fields, moment, pageOf, paging, repository } from '../arguments.ts';
import { commitLine } from '../present/commit.ts';
import { orDefault } from '../operations/content/missing.ts';
import { listed } from '../present/listed.ts';
import { plain } from '../present/text.ts';

export const listCommits = defineTool({
  name: 'list_commits',
  title: 'List commits',
  description: 'List commits of a branch, newest first.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    sha: z.string().optional().describe('Where to start.'),
    path: z.string().optional(),
    author: z.string().optional().describe('Login or email.'),
    since: moment().optional().describe('ISO time.'),
    until: moment().optional().describe('ISO time.'),
    ...fields,
    ...paging,
  }),
  output: commitsData,
  async handler({ fields: wanted, page, perPage, ...asked }, { github }: Context, call) {
    const { owner, repo, sha: ref } = asked;
    const { data: items, ...pages } = await orDefault(
      github,
      { owner, repo, ref },
      (sha) => github.rest.repos.listCommits({ ...asked, sha, ...pageOf({ page, perPage }) }, call),
      call,
    );
    return listed(
      {
        items,
        ...pages,
        note:
          items.length === 0 && asked.path !== undefined
            ? `none touches ${plain(asked.path)}; check its spelling`
            : undefined,
        page,
        perPage,
        one: 'commit',
        line: commitLine,
        record: commitRecord,
        fields: wanted,
      },
      call.budget,
      call.data,
    );
  },
});
