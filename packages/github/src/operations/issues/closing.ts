import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { graphqlDocument } from '../../api/graphql.ts';
import type { Closing, ClosingPulls } from '../../present/issue.ts';

// REST does not have it. The author is asked for so that lockdown can judge the title.
const closing = graphqlDocument<{
  repository: {
    issue: { closedByPullRequestsReferences: { totalCount: number; nodes: (Closing | null)[] | null } | null } | null;
  } | null;
}>(`query ClosingPulls($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issue(number: $number) {
      closedByPullRequestsReferences(first: 10, includeClosedPrs: true) {
        totalCount
        nodes { number title state author { login } authorAssociation repository { nameWithOwner } }
      }
    }
  }
}`);

/** The pull requests that close an issue. What cannot be read (a pull request, an old server) is an issue without any. */
export async function closingPulls(
  github: GitHub,
  { owner, repo, issue_number }: { owner: string; repo: string; issue_number: number },
  call: Call,
): Promise<ClosingPulls> {
  try {
    const variables = { owner, repo, number: issue_number };
    const { repository } = await github.graphql(closing, variables, { owner, repo }, { ...call, warn() {} });
    const found = repository?.issue?.closedByPullRequestsReferences;
    const pulls = (found?.nodes ?? []).filter((one) => one !== null);
    return { closing: pulls, closingMore: Math.max(0, (found?.totalCount ?? 0) - pulls.length) };
  } catch (error) {
    if (error instanceof ToolError) return { closing: [], closingMore: 0 };
    throw error;
  }
}
