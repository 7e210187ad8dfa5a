import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { Fields, isObject, type Json, type JsonObject } from './json.ts';
import { mutations } from './graphql/mutations.ts';
import { schema } from './graphql/schema.ts';

/** The id of the first thing with one in an answer, however deep. */
function firstId(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const own = new Fields(value).text('id');
  return (
    own ??
    Object.values(value)
      .map(firstId)
      .find((one) => one !== undefined)
  );
}

test('every mutation that the double knows does its work', async () => {
  const { double, graphql, go } = await startClient();
  const { state } = double;
  const garden = state.repository('octo', 'garden');
  const repo = garden?.nodeId ?? '';
  const mona = state.user('mona')?.nodeId ?? '';
  const pull = garden?.issues.flatMap((issue) => issue.pull ?? [])[0];
  const [first, second] = garden?.issues ?? [];
  const [one = '', two = ''] = [first?.nodeId, second?.nodeId];
  const rain = pull?.nodeId ?? '';
  const tried = new Set<string>();

  /** Runs a mutation; answers the id of what it asks back. */
  async function run(name: string, input: JsonObject, want: string): Promise<string> {
    const field = schema().getMutationType()?.getFields()[name];
    const type = String(field?.args[0]?.type);
    const { body } = await graphql(
      `mutation Run($input: ${type}) { ${name}(input: $input) { ${want} clientMutationId } }`,
      {
        input: { ...input, clientMutationId: 'mine' },
      },
    );
    expect({ name, errors: body.all['errors'] }).toEqual({ name, errors: undefined });
    expect(body.object('data')?.object(name)?.text('clientMutationId')).toBe('mine');
    tried.add(name);
    return firstId(body.object('data')?.all) ?? '';
  }

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

  const [category] = garden?.discussionCategories ?? [];
  const question = garden?.discussionCategories.find(({ answerable }) => answerable)?.nodeId ?? '';
  const talk = await run(
    'createDiscussion',
    { repositoryId: repo, categoryId: category?.nodeId ?? '', title: 'Mulch', body: 'How?' },
    'discussion { id }',
  );
  await run(
    'updateDiscussion',
    { discussionId: talk, title: 'Mulch?', categoryId: question },
    'discussion { id title }',
  );
  const said = await run('addDiscussionComment', { discussionId: talk, body: 'So.' }, 'comment { id }');
  await run('updateDiscussionComment', { commentId: said, body: 'Thus.' }, 'comment { id body }');
  await run('markDiscussionCommentAsAnswer', { id: said }, 'discussion { id isAnswered }');
  await run('unmarkDiscussionCommentAsAnswer', { id: said }, 'discussion { id isAnswered }');
  await run('deleteDiscussionComment', { id: said }, 'comment { id }');
  await run('closeDiscussion', { discussionId: talk, reason: 'OUTDATED' }, 'discussion { id closed }');
  await run('reopenDiscussion', { discussionId: talk }, 'discussion { id closed }');
  await run('deleteDiscussion', { id: talk }, 'discussion { id }');

  const projectId = await run(
    'createProjectV2',
    { ownerId: state.user('octo')?.nodeId ?? '', title: 'Winter' },
    'projectV2 { id }',
  );
  await run('updateProjectV2', { projectId, shortDescription: 'Rest.' }, 'projectV2 { id shortDescription }');
  const itemId = await run('addProjectV2ItemById', { projectId, contentId: two }, 'item { id }');
  const options = [{ name: 'Soon', color: 'RED', description: '' }];
  const fieldId = await run(
    'createProjectV2Field',
    { projectId, name: 'When', dataType: 'SINGLE_SELECT', singleSelectOptions: options },
    'projectV2Field { ... on ProjectV2SingleSelectField { id } }',
  );
  const when = state.projects.at(-1)?.fields.at(-1);
  await run(
    'updateProjectV2ItemFieldValue',
    { projectId, itemId, fieldId, value: { singleSelectOptionId: when?.options[0]?.id ?? '' } },
    'projectV2Item { id fieldValueByName(name: "When") { ... on ProjectV2ItemFieldSingleSelectValue { name } } }',
  );
  await run('clearProjectV2ItemFieldValue', { projectId, itemId, fieldId }, 'projectV2Item { id }');
  await run(
    'updateProjectV2Field',
    { fieldId, name: 'When?' },
    'projectV2Field { ... on ProjectV2SingleSelectField { id name } }',
  );
  await run('archiveProjectV2Item', { projectId, itemId }, 'item { id isArchived }');
  await run('unarchiveProjectV2Item', { projectId, itemId }, 'item { id isArchived }');
  await run('addProjectV2DraftIssue', { projectId, title: 'Maybe' }, 'projectItem { id type }');
  const statusUpdateId = await run(
    'createProjectV2StatusUpdate',
    { projectId, body: 'Well.', status: 'ON_TRACK' },
    'statusUpdate { id }',
  );
  await run('deleteProjectV2StatusUpdate', { statusUpdateId }, 'deletedStatusUpdateId');
  const viewId = await run(
    'createProjectV2View',
    { projectId, name: 'Beds', layout: 'BOARD_LAYOUT' },
    'projectV2View { id }',
  );
  await run(
    'updateProjectV2View',
    { viewId, filter: 'is:open', configuration: { visibleFieldIds: [fieldId] } },
    'projectV2View { id filter fields(first: 9) { totalCount } }',
  );
  await run('deleteProjectV2View', { viewId }, 'clientMutationId');
  await run('deleteProjectV2Item', { projectId, itemId }, 'deletedItemId');
  await run('deleteProjectV2Field', { fieldId }, 'projectV2Field { ... on ProjectV2SingleSelectField { id } }');
  await run('deleteProjectV2', { projectId }, 'projectV2 { id }');

  expect(Object.keys(mutations).filter((name) => !tried.has(name))).toEqual([]);
  expect(double.violations).toEqual([]);
});
