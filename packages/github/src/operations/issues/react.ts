import type { Call } from '@mcp-reference/kit';
import type { Reaction } from '../../arguments.ts';
import type { GitHub } from '../../api/github.ts';

interface At {
  owner: string;
  repo: string;
}

/** Reacts to an issue or pull request. */
export async function reactToIssue(
  { owner, repo, issue_number, content }: At & { issue_number: number; content: Reaction },
  github: GitHub,
  call: Call,
): Promise<string> {
  await github.rest.reactions.createForIssue({ owner, repo, issue_number, content }, call);
  return `Reacted with ${content} to #${issue_number}`;
}

/** Reacts to a comment of a conversation, or to one on code. */
export async function reactToComment(
  { owner, repo, comment_id, content }: At & { comment_id: number; content: Reaction },
  on: 'conversation' | 'code',
  github: GitHub,
  call: Call,
): Promise<string> {
  const sent = { owner, repo, comment_id, content };
  if (on === 'code') await github.rest.reactions.createForPullRequestReviewComment(sent, call);
  else await github.rest.reactions.createForIssueComment(sent, call);
  return `Reacted with ${content} to comment ${comment_id}`;
}
