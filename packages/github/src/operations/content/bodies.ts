import type { Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';

interface At {
  owner: string;
  repo: string;
  number: number;
}

/** A place where GitHub keeps a text: how to read it whole and how to replace it. */
interface Body {
  read(github: GitHub, at: At, call: Call): Promise<string>;
  /** @returns its address */
  write(github: GitHub, at: At & { body: string }, call: Call): Promise<string>;
}

export const bodyKinds = ['issue', 'pull_request', 'comment', 'review_comment', 'release', 'milestone'] as const;

export const bodies: Record<(typeof bodyKinds)[number], Body> = {
  issue: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.issues.get({ ...at, issue_number: number }, call)).data.body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.issues.update({ ...at, issue_number: number, body }, call)).data.html_url,
  },
  pull_request: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.pulls.get({ ...at, pull_number: number }, call)).data.body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.pulls.update({ ...at, pull_number: number, body }, call)).data.html_url,
  },
  comment: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.issues.getComment({ ...at, comment_id: number }, call)).data.body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.issues.updateComment({ ...at, comment_id: number, body }, call)).data.html_url,
  },
  review_comment: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.pulls.getReviewComment({ ...at, comment_id: number }, call)).data.body,
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.pulls.updateReviewComment({ ...at, comment_id: number, body }, call)).data.html_url,
  },
  release: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.repos.getRelease({ ...at, release_id: number }, call)).data.body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.repos.updateRelease({ ...at, release_id: number, body }, call)).data.html_url,
  },
  milestone: {
    read: async (github, { number, ...at }, call) =>
      (await github.rest.issues.getMilestone({ ...at, milestone_number: number }, call)).data.description ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (await github.rest.issues.updateMilestone({ ...at, milestone_number: number, description: body }, call)).data
        .html_url,
  },
};
