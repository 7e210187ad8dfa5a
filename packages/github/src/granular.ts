import type { Toolset } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** Tools with one purpose each, by the names that the official server gives them behind feature flags. */
export const granular: Toolset<Context> = {
  description: 'One tool for each change of issues, pull requests and reviews, in place of the combined ones.',
  optIn: true,
  tools: [
    () => import('./tools/update-issue-title.ts'),
    () => import('./tools/update-issue-body.ts'),
    () => import('./tools/update-issue-assignees.ts'),
    () => import('./tools/update-issue-labels.ts'),
    () => import('./tools/update-issue-milestone.ts'),
    () => import('./tools/update-issue-type.ts'),
    () => import('./tools/update-issue-state.ts'),
    () => import('./tools/add-sub-issue.ts'),
    () => import('./tools/remove-sub-issue.ts'),
    () => import('./tools/reprioritize-sub-issue.ts'),
    () => import('./tools/set-issue-fields.ts'),
    () => import('./tools/add-issue-reaction.ts'),
    () => import('./tools/add-issue-comment-reaction.ts'),
    () => import('./tools/update-pull-request-title.ts'),
    () => import('./tools/update-pull-request-body.ts'),
    () => import('./tools/update-pull-request-state.ts'),
    () => import('./tools/update-pull-request-draft-state.ts'),
    () => import('./tools/request-pull-request-reviewers.ts'),
    () => import('./tools/submit-pending-pull-request-review.ts'),
    () => import('./tools/delete-pending-pull-request-review.ts'),
    () => import('./tools/add-pull-request-review-comment.ts'),
    () => import('./tools/resolve-review-thread.ts'),
    () => import('./tools/unresolve-review-thread.ts'),
    () => import('./tools/add-pull-request-review-comment-reaction.ts'),
  ],
};
