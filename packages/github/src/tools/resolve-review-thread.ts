import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { setThreadById } from '../operations/pulls/review-writes.ts';

export const resolveReviewThread = defineTool({
  name: 'resolve_review_thread',
  title: 'Resolve review thread',
  description: 'Mark a review thread as resolved.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    threadID: z.string().describe('pull_request_read get_review_comments shows it.'),
  }),
  handler: ({ threadID }, { github }: Context, call) => setThreadById(true, threadID, github, call),
});
