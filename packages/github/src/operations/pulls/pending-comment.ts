import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import { plain } from '../../present/text.ts';
import { refuse } from '../report.ts';
import { pendingReview } from './pending-review.ts';
import { bodyOf } from './review-comment.ts';

const addThread = graphqlDocument<{
  addPullRequestReviewThread: { thread: { id: string } | null } | null;
}>(`mutation AddReviewThread($input: AddPullRequestReviewThreadInput!) {
  addPullRequestReviewThread(input: $input) { thread { id } }
}`);

interface Asked {
  owner: string;
  repo: string;
  pullNumber: number;
  path: string;
  body?: string | undefined;
  suggestion?: string | undefined;
  subjectType?: 'FILE' | 'LINE' | undefined;
  line?: number | undefined;
  side?: 'LEFT' | 'RIGHT' | undefined;
  startLine?: number | undefined;
  startSide?: 'LEFT' | 'RIGHT' | undefined;
}

/** Adds a comment on code to the pending review of the signed-in account. */
export async function addPendingComment(
  {
    owner,
    repo,
    pullNumber,
    path,
    body: text,
    suggestion,
    subjectType: given,
    line,
    side,
    startLine,
    startSide,
  }: Asked,
  github: GitHub,
  call: Call,
): Promise<string> {
  const body = bodyOf({ body: text, suggestion });
  if (body === '') throw new ToolError('invalid', 'Give a body or a suggestion.');
  const subjectType = given ?? (line === undefined ? 'FILE' : 'LINE');
  if (subjectType === 'LINE' && line === undefined)
    throw new ToolError('invalid', 'A comment on a line needs the line.');
  if (subjectType === 'FILE') refuse({ line, startLine, suggestion }, 'a comment on a whole file has no lines');
  const review = await pendingReview(github, { owner, repo, pull_number: pullNumber }, call);
  const input = { pullRequestReviewId: review.node_id, path, body, subjectType, line, side, startLine, startSide };
  const { addPullRequestReviewThread } = await github.graphql(addThread, { input }, { owner, repo }, call);
  const id = addPullRequestReviewThread?.thread?.id;
  if (id === undefined)
    throw new ToolError(
      'invalid',
      `GitHub added no comment: ${plain(path)} has no line ${line ?? ''} in the changes of #${pullNumber}; only changed lines and those near them can be commented.`,
    );
  return `Added thread ${id} to the pending review of #${pullNumber}`;
}
