import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

export interface PullAt {
  owner: string;
  repo: string;
  pull_number: number;
}

/**
 * Asks people, and teams given as `org/team`, for a review.
 * @returns who is asked afterwards, in the form that was given; undefined where GitHub does not say
 */
export async function askReviewers(
  github: GitHub,
  { reviewers, ...at }: PullAt & { reviewers: readonly string[] },
  call: Call,
): Promise<string[] | undefined> {
  const teams = reviewers.filter((name) => name.includes('/'));
  const { data: now } = await github.rest.pulls.requestReviewers(
    {
      ...at,
      reviewers: reviewers.filter((name) => !name.includes('/')),
      team_reviewers: teams.map((name) => name.split('/')[1] ?? ''),
    },
    call,
  );
  if (!Array.isArray(now.requested_reviewers)) return undefined;
  const slugs = new Set((now.requested_teams ?? []).map(({ slug }) => slug.toLowerCase()));
  return [
    ...now.requested_reviewers.flatMap((one) => ('login' in one ? [one.login] : [])),
    ...teams.filter((name) => slugs.has(name.split('/')[1]?.toLowerCase() ?? '')),
  ];
}
