import { ToolError, type Call } from '@mcp-reference/kit';
import type { GitHub } from '../../api/github.ts';
import { unseen } from '../../api/unseen.ts';
import type { PullAt } from './reviewers.ts';

/** The reason behind GitHub's "not mergeable": the pull request is read to find it. */
export async function whyNotMerged(github: GitHub, at: PullAt, error: unknown, call: Call): Promise<unknown> {
  if (!(error instanceof ToolError) || !/not mergeable|cannot be merged/i.test(error.message)) return error;
  const reason = await stateOf(github, at, call);
  return reason === undefined
    ? error
    : new ToolError('conflict', `${error.message.replace(/\.?$/, '.')} ${reason}`, {
        reason: error.reason ?? 'not_allowed',
        cause: error,
      });
}

async function stateOf(github: GitHub, at: PullAt, call: Call): Promise<string | undefined> {
  try {
    const { data: pull } = await github.rest.pulls.get(at, unseen(call));
    const name = `#${at.pull_number}`;
    if (pull.merged || pull.merged_at) return `${name} is merged already, in commit ${pull.merge_commit_sha ?? '?'}.`;
    if (pull.state === 'closed') return `${name} is closed; reopen it with update_pull_request first.`;
    if (pull.draft) return `${name} is a draft; update_pull_request draft: false makes it ready.`;
    if (pull.mergeable === false) return `${name} has conflicts with ${pull.base.ref}: resolve them on its branch.`;
    return states[pull.mergeable_state];
  } catch (failure) {
    if (failure instanceof ToolError) return undefined;
    throw failure;
  }
}

const states: Readonly<Record<string, string>> = {
  behind: 'The branch is behind its base: update_pull_request_branch brings it up to date.',
  blocked: 'Reviews or checks that the base branch requires are missing.',
  unstable: 'Checks fail or are still running.',
  unknown: 'GitHub is still computing whether it can be merged: try again in a moment.',
};
