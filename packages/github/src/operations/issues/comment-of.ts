import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';

interface At {
  owner: string;
  repo: string;
  comment_id: number;
}

/** @throws ToolError `conflict` when the comment stands under another issue: GitHub addresses comments without one */
export async function checkComment(
  github: GitHub,
  { issue_number, ...at }: At & { issue_number: number },
  call: Call,
): Promise<void> {
  const {
    data: { issue_url },
  } = await github.rest.issues.getComment(at, unseen(call));
  check(issue_url, issue_number, at.comment_id);
}

/** @throws ToolError `conflict` when the comment on code belongs to another pull request */
export async function checkReviewComment(
  github: GitHub,
  { pull_number, ...at }: At & { pull_number: number },
  call: Call,
): Promise<void> {
  const {
    data: { pull_request_url },
  } = await github.rest.pulls.getReviewComment(at, unseen(call));
  check(pull_request_url, pull_number, at.comment_id);
}

function check(url: string, expected: number, comment: number): void {
  const number = Number(/\/(\d+)$/.exec(url)?.[1]);
  if (number !== expected)
    throw new ToolError(
      'conflict',
      `Comment ${comment} belongs to #${number}, not to #${expected}. Nothing was changed.`,
    );
}
