import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { mutating } from './mutating.ts';
import { commentMutations } from './graphql/mutations-comments.ts';
import { gitMutations } from './graphql/mutations-git.ts';
import { issueMutations } from './graphql/mutations-issues.ts';
import { pullMutations } from './graphql/mutations-pulls.ts';
import { reviewMutations } from './graphql/mutations-reviews.ts';

test('every mutation of issues, comments, pull requests, reviews and branches does its work', async () => {
  const client = await startClient();
  const { double, go } = client;
  const { run, tried } = mutating(client);
  const { state } = double;
  const garden = state.repository('octo', 'garden');
  const repo = garden?.nodeId ?? '';
  const mona = state.user('mona')?.nodeId ?? '';
  const pull = garden?.issues.flatMap((issue) => issue.pull ?? [])[0];
  const [first, second] = garden?.issues ?? [];
  const [one = '', two = ''] = [first?.nodeId, second?.nodeId];
  const rain = pull?.nodeId ?? '';

  const issue = await run('createIssue', { repositoryId: repo, title: 'Slugs' }, 'issue { id }');
  await run(
    'updateIssue',
    { id: issue, body: 'Many.', labelIds: [garden?.labels[0]?.nodeId ?? ''] },
    'issue { id body }',
  );
  await run(
    'closeIssue',
    { issueId: issue, stateReason: 'DUPLICATE', duplicateIssueId: one },
    'issue { id stateReason }',
  );
  await run('reopenIssue', { issueId: issue }, 'issue { id state }');
  await run('pinIssue', { issueId: issue }, 'issue { id isPinned }');
  await run('unpinIssue', { issueId: issue }, 'issue { id isPinned }');
  await run('lockLockable', { lockableId: issue, lockReason: 'OFF_TOPIC' }, 'lockedRecord { locked }');
  await run('unlockLockable', { lockableId: issue }, 'unlockedRecord { locked }');
  await run(
    'addAssigneesToAssignable',
    { assignableId: issue, assigneeIds: [mona] },
    'assignable { assignees(first: 2) { nodes { login } } }',
  );
  await run(
    'removeAssigneesFromAssignable',
    { assignableId: issue, assigneeIds: [mona] },
    'assignable { assignees(first: 2) { totalCount } }',
  );
  await run(
    'replaceActorsForAssignable',
    { assignableId: issue, actorIds: [state.user('copilot-swe-agent[bot]')?.nodeId ?? ''] },
    'assignable { ... on Issue { id assignedActors(first: 2) { nodes { ... on Bot { login } } } } }',
  );
  expect((await go('GET R/issues?assignee=copilot-swe-agent[bot]')).items).toHaveLength(1);
  await run('addSubIssue', { issueId: issue, subIssueId: one }, 'issue { id subIssuesSummary { total } }');
  await run('removeSubIssue', { issueId: issue, subIssueId: one }, 'issue { id }');
  await run(
    'transferIssue',
    { issueId: issue, repositoryId: state.repository('octo', 'diary')?.nodeId ?? '' },
    'issue { id number }',
  );
  await run('deleteIssue', { issueId: issue }, 'repository { id }');

  const label = await run('createLabel', { repositoryId: repo, name: 'weather', color: '0000ff' }, 'label { id }');
  await run('updateLabel', { id: label, name: 'sky' }, 'label { id name }');
  await run(
    'addLabelsToLabelable',
    { labelableId: two, labelIds: [label] },
    'labelable { labels(first: 9) { totalCount } }',
  );
  await run(
    'removeLabelsFromLabelable',
    { labelableId: two, labelIds: [label] },
    'labelable { labels(first: 9) { totalCount } }',
  );
  await run('deleteLabel', { id: label }, 'clientMutationId');

  const comment = await run('addComment', { subjectId: one, body: 'Same here.' }, 'commentEdge { node { id } }');
  await run('updateIssueComment', { id: comment, body: 'Here, too.' }, 'issueComment { id body }');
  await run('minimizeComment', { subjectId: comment, classifier: 'OUTDATED' }, 'minimizedComment { isMinimized }');
  await run('unminimizeComment', { subjectId: comment }, 'unminimizedComment { isMinimized }');
  await run('addReaction', { subjectId: comment, content: 'HEART' }, 'reaction { id content }');
  await run('removeReaction', { subjectId: comment, content: 'HEART' }, 'reaction { id content }');
  await run('deleteIssueComment', { id: comment }, 'clientMutationId');
  await run('addStar', { starrableId: repo }, 'starrable { stargazerCount }');
  await run('removeStar', { starrableId: repo }, 'starrable { stargazerCount }');

  await run('convertPullRequestToDraft', { pullRequestId: rain }, 'pullRequest { id isDraft }');
  await run('markPullRequestReadyForReview', { pullRequestId: rain }, 'pullRequest { id isDraft }');
  await run(
    'enablePullRequestAutoMerge',
    { pullRequestId: rain, mergeMethod: 'SQUASH' },
    'pullRequest { id autoMergeRequest { mergeMethod } }',
  );
  await run('disablePullRequestAutoMerge', { pullRequestId: rain }, 'pullRequest { id }');
  garden?.mergeQueues.set('main', []);
  await run('enqueuePullRequest', { pullRequestId: rain }, 'mergeQueueEntry { id position }');
  garden?.mergeQueues.clear();
  await run(
    'requestReviews',
    { pullRequestId: rain, userIds: [state.user('octo')?.nodeId ?? ''], union: true },
    'pullRequest { id }',
  );
  const place = { path: 'src/water.ts', line: 3, body: 'Why?' };
  const review = await run(
    'addPullRequestReview',
    { pullRequestId: rain, threads: [place] },
    'pullRequestReview { id state }',
  );
  await run('updatePullRequestReview', { pullRequestReviewId: review, body: 'Hm.' }, 'pullRequestReview { id body }');
  const thread = await run('addPullRequestReviewThread', { pullRequestReviewId: review, ...place }, 'thread { id }');
  await run('deletePullRequestReview', { pullRequestReviewId: review }, 'pullRequestReview { id }');
  expect(state.node(thread)).toBeDefined();
  const approval = await run(
    'addPullRequestReview',
    { pullRequestId: rain, event: 'APPROVE' },
    'pullRequestReview { id state }',
  );
  await run(
    'dismissPullRequestReview',
    { pullRequestReviewId: approval, message: 'x' },
    'pullRequestReview { id state }',
  );
  const open = pull?.threads[0]?.nodeId ?? '';
  const reply = await run(
    'addPullRequestReviewThreadReply',
    { pullRequestReviewThreadId: open, body: 'So.' },
    'comment { id }',
  );
  await run(
    'updatePullRequestReviewComment',
    { pullRequestReviewCommentId: reply, body: 'So!' },
    'pullRequestReviewComment { id }',
  );
  await run('deletePullRequestReviewComment', { id: reply }, 'pullRequestReview { id }');
  await run('resolveReviewThread', { threadId: open }, 'thread { id isResolved }');
  await run('unresolveReviewThread', { threadId: open }, 'thread { id isResolved }');
  const pending = await run('addPullRequestReview', { pullRequestId: rain, body: 'Now.' }, 'pullRequestReview { id }');
  await run(
    'submitPullRequestReview',
    { pullRequestReviewId: pending, event: 'COMMENT' },
    'pullRequestReview { id state }',
  );

  const main = garden?.refs.get('refs/heads/main') ?? '';
  const branch = await run('createRef', { repositoryId: repo, name: 'refs/heads/snow', oid: main }, 'ref { id name }');
  const file = { path: 'snow.md', contents: Buffer.from('snow\n').toString('base64') };
  await run(
    'createCommitOnBranch',
    {
      branch: { repositoryNameWithOwner: 'octo/garden', branchName: 'snow' },
      expectedHeadOid: main,
      message: { headline: 'Snow' },
      fileChanges: { additions: [file] },
    },
    'commit { id oid }',
  );
  const made = await run(
    'createPullRequest',
    { repositoryId: repo, title: 'Snow', headRefName: 'snow', baseRefName: 'main' },
    'pullRequest { id }',
  );
  await go('PUT R/contents/ice.md', { message: 'Ice', content: file.contents });
  await run('updatePullRequestBranch', { pullRequestId: made }, 'pullRequest { id }');
  await run('mergePullRequest', { pullRequestId: made, mergeMethod: 'SQUASH' }, 'pullRequest { id state }');
  await run('revertPullRequest', { pullRequestId: made }, 'revertPullRequest { id title }');
  await run('closePullRequest', { pullRequestId: rain }, 'pullRequest { id state }');
  await run('deleteRef', { refId: branch }, 'clientMutationId');

  const known = { ...issueMutations, ...commentMutations, ...pullMutations, ...reviewMutations, ...gitMutations };
  expect(Object.keys(known).filter((name) => !tried.has(name))).toEqual([]);
  expect(double.violations).toEqual([]);
});
