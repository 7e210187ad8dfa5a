import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { mutating } from './mutating.ts';
import { discussionMutations } from './graphql/mutations-discussions.ts';
import { projectMutations } from './graphql/mutations-projects.ts';

test('every mutation of discussions and projects does its work', async () => {
  const client = await startClient();
  const { double } = client;
  const { run, tried } = mutating(client);
  const { state } = double;
  const garden = state.repository('octo', 'garden');
  const repo = garden?.nodeId ?? '';
  const two = garden?.issues[1]?.nodeId ?? '';

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

  const known = { ...discussionMutations, ...projectMutations };
  expect(Object.keys(known).filter((name) => !tried.has(name))).toEqual([]);
  expect(double.violations).toEqual([]);
});
