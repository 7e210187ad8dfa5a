import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { aliases, choice, pageOf, paging, repository } from '../arguments.ts';
import { orDefault } from '../operations/content/missing.ts';
import { commitHead, commitLine, fileLine } from '../present/commit.ts';
import { showDiff } from '../present/diff.ts';
import { listed } from '../present/listed.ts';
import { body } from '../present/text.ts';

/** Bytes of a diff that are looked at. */
const mostDiff = 10_000_000;

export const getCommit = defineTool({
  name: 'get_commit',
  title: 'Get commit',
  description: 'Read a commit and the files it changed.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  aliases,
  input: z.object({
    ...repository,
    sha: z.string().describe('Commit, branch or tag.'),
    detail: choice(['none', 'stats', 'full_patch']).optional().describe('Default: files with counts.'),
    after: z.string().optional().describe('Continues a cut diff.'),
    ...paging,
  }),
  async handler({ owner, repo, sha, detail = 'stats', after, ...paged }, { github }: Context, call) {
    const at = { owner, repo, ref: sha };
    if (detail === 'full_patch') {
      const { body: diff, cut } = await github.rest.repos.getCommit(at, call, {
        accept: 'application/vnd.github.diff',
        keeping: { most: mostDiff, over: 'head' },
      });
      return showDiff(diff.toString('utf8'), { after, budget: call.budget, cut });
    }
    const { data: commit, next } = await orDefault(
      github,
      at,
      (ref = sha) => github.rest.repos.getCommit({ ...at, ref, ...pageOf(paged) }, call),
      call,
    );
    const message = body(commit.commit.message, detail === 'none' ? call.budget - 1_000 : call.budget / 4, after);
    const head = [`[${commitHead(commit)}]`, commitLine(commit), message].join('\n');
    if (detail === 'none') return head;
    return `${head}\n${listed({ items: commit.files ?? [], next, ...paged, one: 'file', line: fileLine }, call.budget - head.length)}`;
  },
});
