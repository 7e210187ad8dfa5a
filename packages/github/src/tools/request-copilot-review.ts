import { defineTool, ToolError, z } from '@mcp-reference/kit';
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
    const {
      data: { requested_reviewers },
    } = await github.rest.pulls.requestReviewers(
      { owner, repo, pull_number: pullNumber, reviewers: ['copilot-pull-request-reviewer[bot]'] },
      call,
    );
    const isAsked = requested_reviewers?.some((one) => 'login' in one && /copilot/i.test(one.login)) ?? true;
    if (!isAsked)
      throw new ToolError(
        'unsupported',
        `GitHub did not ask Copilot to review #${pullNumber}: Copilot code review is not enabled for ${owner}/${repo}, or it has reviewed this commit already.`,
      );
    return `Asked Copilot to review #${pullNumber}`;
  },
});
