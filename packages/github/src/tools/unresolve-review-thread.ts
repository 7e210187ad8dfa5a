import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { setThreadById } from '../operations/pulls/review-writes.ts';

export const unresolveReviewThread = defineTool({
  name: 'unresolve_review_thread',
  title: 'Unresolve review thread',
  description: 'Open a resolved review thread again.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    threadID: z.string().describe('pull_request_read get_review_comments shows it.'),
  }),
  handler: ({ threadID }, { github }: Context, call) => setThreadById(false, threadID, github, call),
});
