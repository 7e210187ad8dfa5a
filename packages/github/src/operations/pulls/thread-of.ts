import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { PullAt } from './reviewers.ts';

const threadOf = graphqlDocument<{
  node: { pullRequest?: { number: number } | null; repository?: { nameWithOwner: string } | null } | null;
}>(`query ThreadOf($id: ID!) {
  node(id: $id) { ... on PullRequestReviewThread { pullRequest { number } repository { nameWithOwner } } }
}`);

/** @throws ToolError when the thread belongs to another pull request: its id alone would be enough for GitHub */
export async function checkThread(
  github: GitHub,
  { owner, repo, pull_number }: PullAt,
  id: string,
  call: Call,
): Promise<void> {
  const { node } = await github.graphql(threadOf, { id }, { node: id }, unseen(call));
  if (node === null) throw new ToolError('not_found', `There is no review thread ${JSON.stringify(id.slice(0, 100))}.`);
  const name = node.repository?.nameWithOwner;
  const number = node.pullRequest?.number;
  const elsewhere = name !== undefined && name.toLowerCase() !== `${owner}/${repo}`.toLowerCase();
  if (elsewhere || (number !== undefined && number !== pull_number))
    throw new ToolError(
      'conflict',
      `Thread ${id} belongs to ${name ?? ''}#${number ?? '?'}, not to ${owner}/${repo}#${pull_number}. Nothing was changed.`,
    );
}
