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
      (await github.get('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...at, issue_number: number }, call))
        .body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
          { ...at, issue_number: number, body },
          call,
        )
      ).html_url,
  },
  pull_request: {
    read: async (github, { number, ...at }, call) =>
      (await github.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number: number }, call)).body ??
      '',
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
          { ...at, pull_number: number, body },
          call,
        )
      ).html_url,
  },
  comment: {
    read: async (github, { number, ...at }, call) =>
      (await github.get('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...at, comment_id: number }, call))
        .body ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
          { ...at, comment_id: number, body },
          call,
        )
      ).html_url,
  },
  review_comment: {
    read: async (github, { number, ...at }, call) =>
      (await github.get('GET /repos/{owner}/{repo}/pulls/comments/{comment_id}', { ...at, comment_id: number }, call))
        .body,
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
          { ...at, comment_id: number, body },
          call,
        )
      ).html_url,
  },
  release: {
    read: async (github, { number, ...at }, call) =>
      (await github.get('GET /repos/{owner}/{repo}/releases/{release_id}', { ...at, release_id: number }, call)).body ??
      '',
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/releases/{release_id}',
          { ...at, release_id: number, body },
          call,
        )
      ).html_url,
  },
  milestone: {
    read: async (github, { number, ...at }, call) =>
      (
        await github.get(
          'GET /repos/{owner}/{repo}/milestones/{milestone_number}',
          { ...at, milestone_number: number },
          call,
        )
      ).description ?? '',
    write: async (github, { number, body, ...at }, call) =>
      (
        await github.write(
          'PATCH /repos/{owner}/{repo}/milestones/{milestone_number}',
          { ...at, milestone_number: number, description: body },
          call,
        )
      ).html_url,
  },
};
