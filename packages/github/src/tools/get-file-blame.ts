import { defineTool, fromCursor, toCursor, z } from '@mcp-reference/kit';
import { graphqlDocument } from '../api/graphql.ts';
import type { Context } from '../context.ts';
import { afterPaging, aliases, positive, repository } from '../input.ts';
import { listed } from '../present/listed.ts';
import { login, minute, quoted } from '../present/text.ts';

interface Range {
  startingLine: number;
  endingLine: number;
  commit: {
    oid: string;
    messageHeadline: string;
    committedDate: string;
    author: { name: string | null; user: { login: string } | null } | null;
  };
}

interface Answer {
  repository: { object: { blame?: { ranges: Range[] } } | null } | null;
}

const blame = graphqlDocument<Answer>(`query Blame($owner: String!, $repo: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(expression: $ref) {
      ... on Commit {
        blame(path: $path) {
          ranges { startingLine endingLine commit { oid messageHeadline committedDate author { name user { login } } } }
        }
      }
    }
  }
}`);

export const getFileBlame = defineTool({
  name: 'get_file_blame',
  title: 'Get file blame',
  description: 'Tell which commit last changed each line of a file.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    path: z.string(),
    ref: z.string().optional(),
    start_line: positive().optional(),
    end_line: positive().optional(),
    ...afterPaging,
  }),
  async handler(
    { owner, repo, path, ref = 'HEAD', start_line = 1, end_line = Infinity, after, perPage = 100 },
    { github }: Context,
    call,
  ) {
    const { repository: found } = await github.graphql(blame, { owner, repo, ref, path }, { owner, repo }, call);
    const ranges = (found?.object?.blame?.ranges ?? []).filter(
      (range) => range.endingLine >= start_line && range.startingLine <= end_line,
    );
    const from = after === undefined ? 0 : fromCursor('blame', after, z.number().int().min(0));
    const items = ranges.slice(from, from + perPage);
    return listed(
      {
        items,
        one: 'range',
        total: ranges.length,
        next: from + perPage < ranges.length ? { after: toCursor('blame', from + perPage) } : undefined,
        line: ({ startingLine, endingLine, commit }) =>
          `${startingLine}-${endingLine} ${commit.oid.slice(0, 12)} ${quoted(commit.messageHeadline)} by ${commit.author?.user ? login(commit.author.user) : quoted(commit.author?.name)} ${minute(commit.committedDate)}`,
      },
      call.budget,
    );
  },
});
