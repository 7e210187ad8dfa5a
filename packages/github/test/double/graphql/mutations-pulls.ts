import type { Fields } from '../json.ts';
import { event } from '../world/issues.ts';
import { merge, mergeableState, newPull, updateBranch } from '../world/pulls.ts';
import { moveRef } from '../world/refs.ts';
import type { PullRequest } from '../world/types.ts';
import { type Context, failure } from './context.ts';
import type { Mutate } from './mutations.ts';
import { permit, permitAuthor, pullOf, the } from './nodes.ts';

export const pullMutations: Readonly<Record<string, Mutate>> = {
  createPullRequest: (input, context) => {
    const repo = the(context, input.text('repositoryId'), 'Repository');
    const pullRequest = newPull(context.world, repo, context.viewer, {
      title: input.text('title') ?? '',
      body: input.text('body') ?? null,
      head: (input.text('headRefName') ?? '').replace(/^refs\/heads\//, ''),
      base: (input.text('baseRefName') ?? '').replace(/^refs\/heads\//, ''),
      draft: input.flag('draft') ?? false,
    });
    return { pullRequest };
  },
  mergePullRequest: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    checkHead(pull, input.text('expectedHeadOid'));
    merge(context.world, pull, context.viewer, methodOf(input), input.text('commitHeadline'), input.text('commitBody'));
    return { pullRequest: pull, actor: context.viewer };
  },
  enablePullRequestAutoMerge: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    if (!pull.base.repo.allowAutoMerge) throw failure('UNPROCESSABLE', 'Auto merge is not allowed for this repository');
    if (mergeableState(pull) === 'clean') throw failure('UNPROCESSABLE', 'Pull request is in clean status');
    checkHead(pull, input.text('expectedHeadOid'));
    pull.autoMerge = {
      method: methodOf(input),
      by: context.viewer,
      title: input.text('commitHeadline') ?? null,
      message: input.text('commitBody') ?? null,
    };
    event(context.world, pull.issue, 'auto_merge_enabled', context.viewer);
    return { pullRequest: pull, actor: context.viewer };
  },
  enqueuePullRequest: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    const queue = pull.base.repo.mergeQueues.get(pull.base.ref);
    if (queue === undefined) throw failure('UNPROCESSABLE', 'Merge queue is not enabled for this branch');
    if (queue.includes(pull)) throw failure('UNPROCESSABLE', 'Pull request is already in the merge queue');
    checkHead(pull, input.text('expectedHeadOid'));
    queue.push(pull);
    return { mergeQueueEntry: { id: `MQE_${pull.nodeId}`, position: queue.length, state: 'QUEUED' } };
  },
  disablePullRequestAutoMerge: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'push');
    if (pull.autoMerge === null) throw failure('UNPROCESSABLE', 'Auto merge is not enabled for this pull request');
    pull.autoMerge = null;
    return { pullRequest: pull, actor: context.viewer };
  },
  convertPullRequestToDraft: (input, context) => draft(context, input, true),
  markPullRequestReadyForReview: (input, context) => draft(context, input, false),
  updatePullRequestBranch: (input, context) => {
    const pull = pullOf(context, input);
    updateBranch(context.world, pull, context.viewer, input.text('expectedHeadOid'));
    return { pullRequest: pull };
  },
  revertPullRequest: (input, context) => {
    const pull = pullOf(context, input);
    const { repo, ref } = pull.base;
    permit(context, repo, 'push');
    const commit = repo.objects.findCommit(pull.mergeCommitSha ?? '');
    const before = repo.objects.findCommit(commit?.parents[0] ?? '');
    const tip = repo.refs.get(`refs/heads/${ref}`);
    if (commit === undefined || before === undefined || tip === undefined)
      throw failure('UNPROCESSABLE', 'Pull request is not merged');
    const by = context.world.signature(context.viewer);
    const title = input.text('title') ?? `Revert "${pull.issue.title}"`;
    const undone = repo.objects.commit({
      tree: before.tree,
      parents: [tip],
      author: by,
      committer: by,
      message: title,
    });
    const head = `revert-${pull.issue.number}-${pull.head.ref}`;
    moveRef(context.world, repo, `refs/heads/${head}`, undone.sha, context.viewer);
    const body = input.text('body') ?? `Reverts ${repo.owner.login}/${repo.name}#${pull.issue.number}`;
    return {
      pullRequest: pull,
      revertPullRequest: newPull(context.world, repo, context.viewer, {
        title,
        body,
        head,
        base: ref,
        draft: input.flag('draft') ?? false,
      }),
    };
  },
  requestReviews: (input, context) => {
    const pull = pullOf(context, input);
    permit(context, pull.base.repo, 'triage');
    const users = (input.texts('userIds') ?? []).map((id) => the(context, id, 'User'));
    pull.reviewers = input.flag('union') ? [...new Set([...pull.reviewers, ...users])] : users;
    return { pullRequest: pull, actor: context.viewer };
  },
  closePullRequest: (input, context) => {
    const pull = pullOf(context, input);
    permitAuthor(context, pull.issue, pull.base.repo);
    pull.issue.state = 'closed';
    pull.issue.closedAt = context.world.now();
    return { pullRequest: pull };
  },
};

function methodOf(input: Fields): 'merge' | 'squash' | 'rebase' {
  const method = input.text('mergeMethod');
  return method === 'SQUASH' ? 'squash' : method === 'REBASE' ? 'rebase' : 'merge';
}

function checkHead(pull: PullRequest, expected: string | undefined): void {
  if (expected !== undefined && expected !== pull.headSha)
    throw failure('UNPROCESSABLE', 'Head branch was modified. Review and try the merge again.');
}

function draft(context: Context, input: Fields, wanted: boolean): object {
  const pull = pullOf(context, input);
  permitAuthor(context, pull.issue, pull.base.repo);
  if (pull.draft !== wanted)
    event(context.world, pull.issue, wanted ? 'convert_to_draft' : 'ready_for_review', context.viewer);
  pull.draft = wanted;
  return { pullRequest: pull };
}
