import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';
import { checkLine } from '../present/check.ts';
import { commentText } from '../present/comment.ts';
import { commitLine, fileLine } from '../present/commit.ts';
import { showDiff } from '../present/diff.ts';
import { listed } from '../present/listed.ts';
import { pullPage } from '../present/pull.ts';
import { facts, login, minute, plain, quoted } from '../present/text.ts';
import type { PullAt } from './reviewers.ts';
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

interface Asked {
  at: PullAt;
  after: string | undefined;
  fields: readonly string[] | undefined;
  paged: { page?: number | undefined; perPage?: number | undefined };
  paging: { page: number; per_page: number };
}

/** Bytes of a diff that are looked at. */
const mostDiff = 10_000_000;

export const pullReads: Record<
  (typeof pullMethods)[number],
  (asked: Asked, github: GitHub, call: Call) => Promise<string>
> = {
  async get({ at }, github, call) {
    return pullPage(await github.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', at, call), call.budget);
  },
  async get_diff({ at, after }, github, call) {
    const { body, cut } = await github.bytes(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      { ...at },
      { accept: 'application/vnd.github.diff', keeping: { most: mostDiff, over: 'head' } },
      call,
    );
    return showDiff(body.toString('utf8'), { after, budget: call.budget, cut });
  },
  async get_status({ at, fields, paged, paging }, github, call) {
    const { owner, repo } = at;
    const { head } = await github.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', at, call);
    const { data, next } = await github.page(
      'GET /repos/{owner}/{repo}/commits/{ref}/status',
      { owner, repo, ref: head.sha, ...paging },
      call,
    );
    return listed(
      {
        items: data.statuses,
        next,
        ...paged,
        one: 'status',
        many: 'statuses',
        note: `${data.state} for ${head.sha.slice(0, 12)}; check runs are counted apart (get_check_runs)`,
        line: ({ context, state, description, target_url }) =>
          facts([`${state} ${plain(context)}`, description && quoted(description), target_url && plain(target_url)]),
        fields,
      },
      call.budget,
    );
  },
  async get_files({ at, fields, paged, paging }, github, call) {
    const page = await github.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', { ...at, ...paging }, call);
    return listed({ ...page, ...paged, one: 'file', line: fileLine, fields }, call.budget);
  },
  async get_commits({ at, fields, paged, paging }, github, call) {
    const page = await github.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', { ...at, ...paging }, call);
    return listed({ ...page, ...paged, one: 'commit', line: commitLine, fields }, call.budget);
  },
  async get_review_comments({ at, after, fields, paging }, github, call) {
    const page = await readThreads(github, at, { after, first: paging.per_page }, call);
    return listed({ ...page, one: 'thread', line: threadText, texts: true, fields }, call.budget);
  },
  async get_reviews({ at, fields, paged, paging }, github, call) {
    const page = await github.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...at, ...paging }, call);
    return listed(
      {
        ...page,
        ...paged,
        one: 'review',
        texts: true,
        line: ({ id, user, state, submitted_at, author_association, body }, mark) =>
          `--- ${mark} review ${id} ${state} by ${login(user)} (${author_association.toLowerCase()}) ${minute(submitted_at)}${body === '' ? '' : `\n${body}`}`,
        fields,
      },
      call.budget,
    );
  },
  async get_comments({ at: { owner, repo, pull_number }, fields, paged, paging }, github, call) {
    const page = await github.list(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner, repo, issue_number: pull_number, ...paging },
      call,
    );
    return listed({ ...page, ...paged, one: 'comment', line: commentText, texts: true, fields }, call.budget);
  },
  async get_check_runs({ at, fields, paged, paging }, github, call) {
    const { owner, repo } = at;
    const { head } = await github.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', at, call);
    const { data, next } = await github.page(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { owner, repo, ref: head.sha, ...paging },
      call,
    );
    return listed(
      { items: data.check_runs, next, total: data.total_count, ...paged, one: 'check run', line: checkLine, fields },
      call.budget,
    );
  },
};
