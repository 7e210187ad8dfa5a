import type { Toolset } from '@mcp-reference/kit';
import type { Context } from './context.ts';

/** The tools of the most common tasks. */
export const minimal: Toolset<Context> = {
  description: 'About ten tools for hosts with a tight limit: files, issues and pull requests.',
  optIn: true,
  tools: [
    () => import('./tools/get-me.ts'),
    () => import('./tools/search-repositories.ts'),
    () => import('./tools/get-file-contents.ts'),
    () => import('./tools/search-code.ts'),
    () => import('./tools/list-issues.ts'),
    () => import('./tools/issue-read.ts'),
    () => import('./tools/issue-write.ts'),
    () => import('./tools/add-issue-comment.ts'),
    () => import('./tools/list-pull-requests.ts'),
    () => import('./tools/pull-request-read.ts'),
    () => import('./tools/create-pull-request.ts'),
  ],
};
