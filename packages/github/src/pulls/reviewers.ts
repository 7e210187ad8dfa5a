import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../api/github.ts';

export interface PullAt {
  owner: string;
  repo: string;
  pull_number: number;
}

/** Asks people, and teams given as `org/team`, for a review. */
export async function askReviewers(
  github: GitHub,
  { reviewers = [], ...at }: PullAt & { reviewers?: readonly string[] | undefined },
  call: Call,
): Promise<void> {
  if (reviewers.length === 0) return;
  await github.write(
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
    {
      ...at,
      reviewers: reviewers.filter((name) => !name.includes('/')),
      team_reviewers: reviewers.filter((name) => name.includes('/')).map((name) => name.split('/')[1] ?? ''),
    },
    call,
  );
}
