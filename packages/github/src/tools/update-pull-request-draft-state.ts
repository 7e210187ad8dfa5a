import { defineTool, z } from '@mcp-reference/kit';
import { positive, pullAliases, repository } from '../arguments.ts';
import type { Context } from '../context.ts';
import { updatePull } from '../operations/pulls/write.ts';

export const updatePullRequestDraftState = defineTool({
  name: 'update_pull_request_draft_state',
  title: 'Update pull request draft state',
  description: 'Convert a pull request to a draft, or mark it ready for review.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({
    ...repository,
    pullNumber: positive(),
    draft: z.boolean(),
  }),
  handler: ({ owner, repo, pullNumber, draft }, { github }: Context, call) =>
    updatePull(github, { owner, repo, pull_number: pullNumber }, { draft }, call),
});
