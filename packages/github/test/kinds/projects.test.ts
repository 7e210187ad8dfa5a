import { newDiscussionComment } from '../double/world/discussions.ts';
import { garden, row, sent, verify, table } from './table.ts';

// Projects and discussions, by names and by ids.

const project = { owner: 'octo', owner_type: 'user', project_number: 1 };

table([
  row(
    'sets a field of a project by name',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_item',
      item_id: given.world.projects[0]?.items[0]?.id,
      updated_field: { name: 'status', value: 'done' },
    }),
    {
      says: /Updated/,
      after(given) {
        const [item] = given.world.projects[0]?.items ?? [];
        const status = given.world.projects[0]?.fields.find(({ name }) => name === 'Status');
        const done = status?.options.find(({ name }) => name === 'Done');
        verify(status && item?.values.get(status)).toBe(done?.id);
      },
    },
  ),
  row(
    'sets a field of an item that is given by its node id',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_items',
      items: [{ node_id: given.world.projects[0]?.items[0]?.nodeId }],
      updated_field: { name: 'Status', value: 'Done' },
    }),
    {
      says: /Updated Status of item \d+/,
      after: (given, requests) =>
        verify(requests.find(({ method }) => method === 'PATCH')?.path).toMatch(
          new RegExp(`/items/${given.world.projects[0]?.items[0]?.id}$`),
        ),
    },
  ),
  row(
    'refuses the node id of an item of another project',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_items',
      items: [{ node_id: given.world.projects[1]?.items[0]?.nodeId }],
      updated_field: { name: 'Status', value: 'Done' },
    }),
    {
      code: 'conflict',
      says: /is in project 1 of octo-labs, not in project 1 of octo/,
      after: (_, requests) => verify(sent(requests, 'PATCH', /projectsV2/)).toBeUndefined(),
    },
  ),
  row(
    'does not call an item missing when not all items were looked at',
    'projects_write',
    {
      ...project,
      method: 'delete_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 1,
    },
    {
      given(given) {
        const items = given.world.projects[0]?.items ?? [];
        const other = given.garden.issues.find(({ number }) => number !== 1);
        const [first] = items;
        if (first === undefined || other === undefined) throw new Error('The sample world has too little.');
        const before = Array.from({ length: 1_000 }, (_, i) => ({ ...first, id: 100_000 + i, content: other }));
        const wanted = given.garden.issues.find(({ number }) => number === 1);
        if (wanted !== undefined) items.splice(0, items.length, ...before, { ...first, content: wanted });
      },
      code: 'too_large',
      says: /not among the first 1000 items of octo\/garden in the project, and there are more: give its item_id/,
      after: (_, requests) => verify(requests.filter(({ method }) => method !== 'GET')).toEqual([]),
    },
  ),
  row(
    'refuses the node id of something that is no item',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_items',
      items: [{ node_id: given.issue(1).nodeId }],
      updated_field: { name: 'Status', value: 'Done' },
    }),
    { code: 'not_found', says: /is not the node id of a project item/ },
  ),
  row(
    'reads more replies to a comment than one page has',
    'get_discussion_comments',
    { ...garden, discussionNumber: 5, includeReplies: true },
    {
      given(given) {
        const talk = given.garden.discussions.find(({ number }) => number === 5);
        const comment = talk?.comments[0];
        if (talk === undefined || comment === undefined) throw new Error('The sample world has changed.');
        for (let i = 0; i < 150; i++)
          newDiscussionComment(given.world, talk, given.user('octo'), `Reply ${i}.`, comment);
      },
      says: [/Reply 0\./, /Reply 149\./],
      not: /more repl/,
    },
  ),
  row(
    'names the options that a field has',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_item',
      item_id: given.world.projects[0]?.items[0]?.id,
      updated_field: { name: 'Status', value: 'Dome' },
    }),
    {
      code: 'not_found',
      says: /Todo.*Done/,
    },
  ),
  row(
    'names the fields that a project has',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_item',
      item_id: given.world.projects[0]?.items[0]?.id,
      updated_field: { name: 'Mood', value: 'x' },
    }),
    {
      code: 'not_found',
      says: /Status.*Effort|Effort.*Status/,
    },
  ),
  row(
    'points to the issue for a field that belongs to it',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_item',
      item_id: given.world.projects[0]?.items[0]?.id,
      updated_field: { name: 'Effort', value: 3 },
    }),
    {
      given: (given) =>
        given.refuse(
          'PATCH',
          /items\/\d+$/,
          422,
          'Issue fields used as a project field in organization accounts cannot be mutated in the current project.',
        ),
      code: 'unsupported',
      says: [/cannot be mutated/, /issue_write/],
    },
  ),
  row(
    'adds a draft to a project',
    'projects_write',
    { ...project, method: 'add_draft_issue', title: 'Idea' },
    {
      says: /Added draft "Idea" as item \d+/,
      after: (given) => verify(given.world.projects[0]?.items.at(-1)?.content).toMatchObject({ title: 'Idea' }),
    },
  ),
  row(
    'says which project a draft could not be added to',
    'projects_write',
    { ...project, project_number: 99, method: 'add_draft_issue', title: 'Idea' },
    {
      code: 'not_found',
      says: /99/,
    },
  ),
  ...Object.entries({
    add_project_item: [
      { item_owner: 'octo', item_repo: 'garden', issue_number: 1 },
      { updated_field: { id: 1, value: 1 } },
    ],
    add_draft_issue: [{ title: 'Idea' }, { status: 'ON_TRACK' }],
    update_project_item: [{ item_id: 1, updated_field: { id: 1, value: 1 } }, { title: 'x' }],
    update_project_items: [{ items: [{ item_id: 1, updated_field: { id: 1, value: 1 } }] }, { item_id: 1 }],
    delete_project_item: [{ item_id: 1 }, { updated_field: { id: 1, value: null } }],
    create_project_status_update: [{ body: 'Green.' }, { title: 'Week 9' }],
    create_project_view: [{ name: 'Board' }, { field_name: 'Status' }],
    update_project_view: [{ view_id: 'V', name: 'x' }, { title: 'y' }],
    delete_project_view: [{ view_id: 'V' }, { name: 'x' }],
    create_project: [{ title: 'Winter' }, { project_number: 1 }],
    create_iteration_field: [{ field_name: 'Sprint', start_date: '2026-03-02' }, { target_date: '2026-04-02' }],
  }).map(([method, [own, other = {}]]) =>
    row(
      `refuses ${Object.keys(other).join()} with ${method}`,
      'projects_write',
      {
        owner: 'octo',
        owner_type: 'user',
        ...(method !== 'create_project' && { project_number: 1 }),
        method,
        ...own,
        ...other,
      },
      {
        code: 'invalid',
        says: new RegExp(`^${Object.keys(other).join()}: not for ${method}, which takes owner, `),
        after: (_, requests) => verify(requests).toEqual([]),
      },
    ),
  ),
  row(
    'takes a null for an argument that is left out',
    'projects_write',
    { ...project, method: 'add_draft_issue', title: 'Idea', filter: null },
    { says: /Added draft "Idea"/ },
  ),
  row(
    'sets one field of several items',
    'projects_write',
    (given) => ({
      ...project,
      method: 'update_project_items',
      updated_field: { name: 'Effort', value: 8 },
      items: given.world.projects[0]?.items.map(({ id }) => ({ item_id: id })),
    }),
    {
      says: /Updated Effort of item \d+/,
      after: (given) =>
        verify(given.world.projects[0]?.items.flatMap(({ values }) => [...values.values()])).toContain(8),
    },
  ),
  row(
    'refuses a field for all items beside the field of one',
    'projects_write',
    {
      ...project,
      method: 'update_project_items',
      updated_field: { id: 1, value: 1 },
      items: [{ item_id: 1 }, { item_id: 2, updated_field: { id: 1, value: 2 } }],
    },
    {
      code: 'invalid',
      says: /^updated_field: items\.1 has its own/,
      after: (_, requests) => verify(requests).toEqual([]),
    },
  ),
]);
