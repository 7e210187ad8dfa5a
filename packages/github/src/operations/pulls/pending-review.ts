import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import type { PullAt } from './reviewers.ts';

/**
 * The review that the caller has begun and not submitted. GitHub shows a pending review to its author only.
 * @throws ToolError `not_found` when there is none
 */
export async function pendingReview(github: GitHub, at: PullAt, call: Call) {
  for (let page = 1; ; page++) {
    const { data: items, next } = await github.rest.pulls.listReviews({ ...at, per_page: 100, page }, call);
    const pending = items.find(({ state }) => state === 'PENDING');
    if (pending) return pending;
    if (next === undefined) break;
  }
  throw new ToolError(
    'not_found',
    `You have no pending review of #${at.pull_number}; start one with pull_request_review_write create, without event.`,
  );
}
