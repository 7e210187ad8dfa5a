import { defineTool, z } from '@mcp-reference/kit';
import type { Context } from '../context.ts';
import { positive, pullAliases, repository } from '../arguments.ts';

export const requestCopilotReview = defineTool({
  name: 'request_copilot_review',
  title: 'Request Copilot review',
  description: 'Ask Copilot to review a pull request.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  aliases: pullAliases,
  input: z.object({ ...repository, pullNumber: positive() }),
  async handler({ owner, repo, pullNumber }, { github }: Context, call) {
    await github.write(
      'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
      { owner, repo, pull_number: pullNumber, reviewers: ['copilot-pull-request-reviewer[bot]'] },
      call,
    );
    return `Asked Copilot to review #${pullNumber}`;
  },
});
