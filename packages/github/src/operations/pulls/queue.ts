import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { PullAt } from './reviewers.ts';

const enqueuePull = graphqlDocument<{
  enqueuePullRequest: { mergeQueueEntry: { position: number; state: string } | null } | null;
}>(`mutation EnqueuePull($id: ID!, $sha: GitObjectID) {
  enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $sha }) { mergeQueueEntry { position state } }
}`);

/** Adds a pull request to the merge queue of its base branch. */
export async function enqueue(
  github: GitHub,
  { expected_head_sha, ...at }: PullAt & { expected_head_sha?: string | undefined },
  call: Call,
): Promise<string> {
  const { owner, repo, pull_number } = at;
  const {
    data: { node_id, head },
  } = await github.rest.pulls.get(at, call);
  // What is pushed after this does not go in with it.
  const variables = { id: node_id, sha: expected_head_sha ?? head?.sha };
  const { enqueuePullRequest } = await github.graphql(enqueuePull, variables, { owner, repo }, call);
  const entry = enqueuePullRequest?.mergeQueueEntry;
  if (!entry) throw new ToolError('conflict', `GitHub did not add #${pull_number} to a merge queue.`);
  return `Added #${pull_number} to the merge queue at position ${entry.position} (${entry.state.toLowerCase()})`;
}
