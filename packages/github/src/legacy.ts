import type { Toolset } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** The tools of the archived server-github under the names that they had there. */
export const legacy: Toolset<Context> = {
  description: 'Names of the archived server-github for tools of the other sets.',
  optIn: true,
  tools: [
    () => import('./tools/search-repositories.ts'),
    () => import('./tools/get-file-contents.ts'),
    () => import('./tools/list-commits.ts'),
    () => import('./tools/search-code.ts'),
    () => import('./tools/create-or-update-file.ts'),
    () => import('./tools/push-files.ts'),
    () => import('./tools/create-branch.ts'),
    () => import('./tools/create-repository.ts'),
    () => import('./tools/fork-repository.ts'),
    () => import('./tools/list-issues.ts'),
    () => import('./tools/search-issues.ts'),
    () => import('./tools/add-issue-comment.ts'),
    () => import('./tools/list-pull-requests.ts'),
    () => import('./tools/create-pull-request.ts'),
    () => import('./tools/merge-pull-request.ts'),
    () => import('./tools/update-pull-request-branch.ts'),
    () => import('./tools/search-users.ts'),
    () => import('./tools/get-issue.ts'),
    () => import('./tools/create-issue.ts'),
    () => import('./tools/update-issue.ts'),
    () => import('./tools/get-pull-request.ts'),
    () => import('./tools/get-pull-request-files.ts'),
    () => import('./tools/get-pull-request-status.ts'),
    () => import('./tools/get-pull-request-comments.ts'),
    () => import('./tools/get-pull-request-reviews.ts'),
    () => import('./tools/create-pull-request-review.ts'),
  ],
};
