import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { PullMore } from '../../present/pull.ts';
import type { PullAt } from './reviewers.ts';

interface Answer {
  repository: {
    pullRequest: {
      reviewDecision: string | null;
      mergeQueueEntry: { position: number; state: string } | null;
      closingIssuesReferences: { totalCount: number; nodes: (PullMore['closes'][number] | null)[] | null } | null;
    } | null;
  } | null;
}

// The author is asked for so that lockdown can judge the titles.
const more = graphqlDocument<Answer>(`query PullMore($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewDecision
      mergeQueueEntry { position state }
      closingIssuesReferences(first: 10) {
        totalCount
        nodes { number title author { login } authorAssociation repository { nameWithOwner } }
      }
    }
  }
}`);

/** Facts of a pull request that only GraphQL has; undefined where it cannot be read, such as on old servers. */
export async function pullMore(
  github: GitHub,
  { owner, repo, pull_number }: PullAt,
  call: Call,
): Promise<PullMore | undefined> {
  try {
    const variables = { owner, repo, number: pull_number };
    const { repository } = await github.graphql(more, variables, { owner, repo }, { ...call, warn() {} });
    const pull = repository?.pullRequest;
    if (!pull) return undefined;
    const closes = (pull.closingIssuesReferences?.nodes ?? []).filter((issue) => issue !== null);
    const closesMore = Math.max(0, (pull.closingIssuesReferences?.totalCount ?? 0) - closes.length);
    return { closes, closesMore, reviewDecision: pull.reviewDecision ?? null, queue: pull.mergeQueueEntry ?? null };
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
