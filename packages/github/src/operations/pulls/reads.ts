import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { threadRecord } from '../../data.ts';
import { checkLine } from '../../present/check.ts';
import { commentText } from '../../present/comment.ts';
import { commitLine, fileLine } from '../../present/commit.ts';
import { showDiff } from '../../present/diff.ts';
import { listed } from '../../present/listed.ts';
import { pullPage } from '../../present/pull.ts';
import { pickOne } from '../../present/pick.ts';
import { belonging, known, login, minute } from '../../present/text.ts';
import { later, refuse } from '../report.ts';
import { pullMore } from './more.ts';
import type { PullAt } from './reviewers.ts';
import { readStatus } from './status.ts';
import { readThreads, threadText } from './threads.ts';

export const pullMethods = [
  'get',
  'get_diff',
  'get_status',
  'get_files',
  'get_commits',
  'get_review_comments',
  'get_reviews',
  'get_comments',
  'get_check_runs',
] as const;

export interface PullAsked {
  at: PullAt;
  after: string | undefined;
  unresolvedOnly: boolean | undefined;
  fields: readonly string[] | undefined;
  paged: { page?: number | undefined; perPage?: number | undefined };
  paging: { page: number; per_page: number };
}

const byPages = 'this method continues with page';

/** Bytes of a diff that are looked at. */
const mostDiff = 10_000_000;

export const pullReads: Record<
  (typeof pullMethods)[number],
  (asked: PullAsked, github: GitHub, call: Call) => Promise<string>
> = {
  async get({ at, after, fields, paged }, github, call) {
    refuse({ page: later(paged.page) }, 'does not go with method get');
    const { data: pull } = await github.rest.pulls.get(at, call);
    const more = fields === undefined ? await pullMore(github, at, call) : undefined;
    return fields === undefined ? pullPage(pull, call.budget, more, after) : pickOne(pull, fields, call.budget);
  },
  async get_diff({ at, after, fields, paged }, github, call) {
    refuse({ fields, ...paged }, 'a diff has no fields or pages; after continues it');
    const { body, cut } = await github.rest.pulls
      .get(at, call, { accept: 'application/vnd.github.diff', keeping: { most: mostDiff, over: 'head' } })
      .catch((error: unknown) => {
        if (!(error instanceof ToolError) || error.code !== 'too_large') throw error;
        const way = 'List the files with get_files, and read what matters with get_file_contents or compare_commits.';
        throw new ToolError('too_large', `${error.message} ${way}`, { cause: error });
      });
    return showDiff(body.toString('utf8'), { after, budget: call.budget, cut, data: call.data });
  },
  get_status: readStatus,
  async get_files({ at, after, fields, paged, paging }, github, call) {
    refuse({ after }, byPages);
    const { data: items, ...page } = await github.rest.pulls.listFiles({ ...at, ...paging }, call);
    return listed({ items, ...page, ...paged, one: 'file', line: fileLine, fields }, call.budget);
  },
  async get_commits({ at, after, fields, paged, paging }, github, call) {
    refuse({ after }, byPages);
    const { data: items, ...page } = await github.rest.pulls.listCommits({ ...at, ...paging }, call);
    return listed({ items, ...page, ...paged, one: 'commit', line: commitLine, fields }, call.budget);
  },
  async get_review_comments({ at, after, fields, paged, paging, unresolvedOnly = false }, github, call) {
    refuse({ page: later(paged.page) }, 'get_review_comments continues with after');
    const page = await readThreads(github, at, { after, first: paging.per_page, unresolvedOnly }, call);
    return listed(
      {
        ...page,
        one: 'thread',
        line: threadText,
        record: threadRecord,
        texts: true,
        fields,
        after,
        perPage: paging.per_page,
        cursor: 'only',
      },
      call.budget,
      call.data,
    );
  },
  async get_reviews({ at, after, fields, paged, paging }, github, call) {
    const { data: items, ...page } = await github.rest.pulls.listReviews({ ...at, ...paging }, call);
    return listed(
      {
        items,
        ...page,
        ...paged,
        one: 'review',
        texts: true,
        line: reviewText,
        fields,
        after,
      },
      call.budget,
    );
  },
  async get_comments({ at: { owner, repo, pull_number }, after, fields, paged, paging }, github, call) {
    const { data: items, ...page } = await github.rest.issues.listComments(
      { owner, repo, issue_number: pull_number, ...paging },
      call,
    );
    return listed(
      { items, ...page, ...paged, one: 'comment', line: commentText, texts: true, fields, after },
      call.budget,
    );
  },
  async get_check_runs({ at, after, fields, paged, paging }, github, call) {
    refuse({ after }, byPages);
    const { owner, repo } = at;
    const {
      data: { head },
    } = await github.rest.pulls.get(at, call);
    const { data, next } = await github.rest.checks.listForRef({ owner, repo, ref: head.sha, ...paging }, call);
    return listed(
      { items: data.check_runs, next, total: data.total_count, ...paged, one: 'check run', line: checkLine, fields },
      call.budget,
    );
  },
};

interface AReview {
  id: number | bigint;
  user: { login: string } | null;
  state: string;
  submitted_at?: string | null;
  author_association?: string | null;
  body: string | null;
  commit_id?: string | null;
}

function reviewText(review: AReview, mark: string): string {
  const { id, user, state, submitted_at, author_association, body, commit_id } = review;
  const when = submitted_at ? minute(submitted_at) : 'not submitted';
  const head = `--- ${mark} review ${known(id)} ${known(state)} by ${login(user)}${belonging(author_association)} ${when}`;
  return `${head}${commit_id ? ` at ${commit_id.slice(0, 12)}` : ''}${body ? `\n${body}` : ''}`;
}
