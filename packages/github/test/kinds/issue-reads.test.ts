import { newComment, newIssue } from '../double/world/issues.ts';
import type { Request } from '../double/index.ts';
import { garden, issue, labs, row, sent, table, verify, type Given } from './table.ts';

// Issues: every long body and list says where it continues, and nothing that was asked for is missing.

const read = (method: string, args: object = {}): [string, Record<string, unknown>] => [
  'issue_read',
  { ...issue, method, ...args },
];

// The official server's forms of a field: its id, and a value by its type.
const setFields =
  (...fields: ((given: Given) => object)[]) =>
  (given: Given) => ({
    ...labs,
    issue_number: 1,
    fields: fields.map((one) => one(given)),
  });
const priorityById = (given: Given) => {
  const [field] = given.user('octo-labs').issueFields;
  return { field_id: field?.nodeId, single_select_option_id: String(field?.options[2]?.id) };
};
const effortById = (given: Given) => ({
  field_id: String(given.user('octo-labs').issueFields[1]?.id),
  number_value: 3,
});
const unchanged = (_: Given, requests: readonly Request[]) => verify(sent(requests, 'PATCH', /./)).toBeUndefined();

table([
  row(
    'says that more pull requests close it than are named',
    'issue_read',
    { ...issue, method: 'get' },
    {
      given(given) {
        given.double.fail(
          { path: '/graphql', body: 'ClosingPulls' },
          { kind: 'change', body: (body) => body.replace(/"totalCount":\d+/, '"totalCount":11') },
        );
      },
      says: /closed by merging octo\/garden#\d+ \w+ "[^"]+" and 10 more/,
    },
  ),
  // Links between issues
  row('says that there is no parent', ...read('get_parent'), { says: /no parent/i }),
  row('shows the ids of sub-issues', ...read('get_sub_issues'), { says: /#2 open.*; id \d+/ }),
  row(
    'quotes why an issue cannot be a sub-issue',
    'sub_issue_write',
    (given) => ({ ...issue, method: 'add', sub_issue_id: given.issue(1).id }),
    {
      code: 'invalid',
      says: /parent of itself/,
    },
  ),
  row(
    'refuses two places for a sub-issue',
    'sub_issue_write',
    { ...issue, method: 'reprioritize', sub_issue_id: 1, after_id: 2, before_id: 3 },
    {
      code: 'invalid',
      says: /after_id/,
    },
  ),
  row('shows the pull requests that close an issue', ...read('get'), { says: /closed by|closes|#4/i }),
  row(
    'shows field values of an issue',
    'issue_read',
    { ...labs, issue_number: 1, method: 'get' },
    {
      given(given) {
        const [field] = given.user('octo-labs').issueFields;
        if (field) given.greenhouse.issues[0]?.fieldValues.set(field, 'High');
      },
      says: /Priority.*High/,
    },
  ),
  row(
    'sets a field by its name',
    'issue_write',
    {
      ...labs,
      method: 'update',
      issue_number: 1,
      issue_fields: [{ field_name: 'priority', field_option_name: 'Low' }],
    },
    {
      says: /Updated/,
      after: (given) => verify([...(given.greenhouse.issues[0]?.fieldValues.values() ?? [])]).toEqual(['Low']),
    },
  ),
  row(
    'names the fields that there are',
    'issue_write',
    { ...labs, method: 'update', issue_number: 1, issue_fields: [{ field_name: 'Mood', value: 'good' }] },
    {
      code: 'not_found',
      says: /Priority, Effort/,
    },
  ),
  row('sets fields by their ids', 'set_issue_fields', setFields(priorityById, effortById), {
    says: /Updated issue #1/,
    after: (given, requests) => {
      const [priority, effort] = given.user('octo-labs').issueFields;
      verify([...(given.greenhouse.issues[0]?.fieldValues ?? [])]).toEqual([
        [priority, 'Low'],
        [effort, 3],
      ]);
      verify(sent(requests, 'PATCH', /./)?.['issue_field_values']).toHaveLength(2);
    },
  }),
  row(
    'sets texts and days, and clears by id',
    'set_issue_fields',
    setFields(
      () => ({ field_id: 'F1', text_value: 'sown' }),
      () => ({
        field_id: 2,
        field_name: 'due',
        date_value: '2026-03-01',
        text_value: null,
        single_select_option_id: null,
      }),
      () => ({ field_id: 'F3', delete: true }),
    ),
    {
      given(given) {
        given.answer('GET', /issue-fields/, 200, [
          { id: 1, node_id: 'F1', name: 'Note', data_type: 'text' },
          { id: 2, node_id: 'F2', name: 'Due', data_type: 'date' },
          { id: 3, node_id: 'F3', name: 'Mood', data_type: 'text' },
        ]);
        given.answer('PATCH', /issues\/1$/, 200, { number: 1, state: 'open', html_url: 'https://github.com/o/r' });
        given.answer('DELETE', /issue-field-values\/3$/, 204, {});
      },
      says: /Cleared the field Mood of #1/,
      after: (_, requests) =>
        verify(sent(requests, 'PATCH', /./)?.['issue_field_values']).toEqual([
          { field_id: 1, value: 'sown' },
          { field_id: 2, value: '2026-03-01' },
        ]),
    },
  ),
  ...(
    [
      [
        'two values',
        { field_id: 'F', text_value: 'a', number_value: 1 },
        /F has a text_value and a number_value; give one/,
      ],
      [
        'a value and an option',
        { field_name: 'Priority', value: 'Low', single_select_option_id: '1' },
        /give one of them/,
      ],
      ['a value and delete', { field_id: 'F', number_value: 0, delete: true }, /a number_value and delete: true/],
      ['a field without a name or an id', { text_value: 'a' }, /needs its field_name or its field_id/],
      ['a field without a value', { field_id: 'F' }, /F needs a value, or delete: true/],
      [
        'a text for a number',
        { field_name: 'Effort', text_value: '3' },
        /text_value is not for Effort, a number field/,
      ],
    ] as const
  ).map(([what, change, says]) =>
    row(
      `refuses ${what}`,
      'set_issue_fields',
      { ...labs, issue_number: 1, fields: [change] },
      { code: 'invalid', says, after: unchanged },
    ),
  ),
  row(
    'refuses a name and the id of another field',
    'set_issue_fields',
    setFields((given) => ({ ...effortById(given), field_name: 'Priority' })),
    { code: 'invalid', says: /is the field Effort, not Priority/, after: unchanged },
  ),
  row(
    'names the options and their ids',
    'set_issue_fields',
    setFields((given) => ({ ...priorityById(given), single_select_option_id: 'OPT' })),
    { code: 'not_found', says: /no option with id "OPT"; there are: High \(id \d+\), /, after: unchanged },
  ),
  row(
    'names the fields where there is no such id',
    'set_issue_fields',
    setFields(() => ({ field_id: 'F', text_value: 'a' })),
    {
      code: 'not_found',
      says: /no issue field "F"; there are: Priority, Effort/,
      after: unchanged,
    },
  ),
  // Long and deep
  row('says how a long body continues', ...read('get'), {
    given: (given) => void (given.issue(1).body = `${'x'.repeat(65_500)} THE END`),
    says: /CUT after [\d,]+, continue with after=@\d+/,
  }),
  row('continues a long body', ...read('get', { after: '@65000' }), {
    given: (given) => void (given.issue(1).body = `${'x'.repeat(65_500)} THE END`),
    says: /THE END/,
  }),
  row('names the last page and the way to the newest comments', ...read('get_comments'), {
    given(given) {
      for (let n = 0; n < 70; n++) newComment(given.world, given.issue(1), given.user('mona'), `c${n}`);
    },
    says: [/page=2/, /direction=desc for the newest/],
  }),
  row('shows the newest comments first', ...read('get_comments', { direction: 'desc', perPage: 10 }), {
    given(given) {
      for (let n = 0; n < 70; n++) newComment(given.world, given.issue(1), given.user('mona'), `c${n};`);
    },
    says: [/newest first/, /c69;[^]*c68;[^]*c60;/],
    not: /c59;/,
  }),
  row(
    'shows the second page of the newest comments',
    ...read('get_comments', { direction: 'desc', perPage: 10, page: 2 }),
    {
      given(given) {
        for (let n = 0; n < 33; n++) newComment(given.world, given.issue(1), given.user('mona'), `c${n};`);
      },
      says: /c22;[^]*c13;/,
      not: /c23;|c12;/,
    },
  ),
  row(
    'shows who closed, labelled and named an issue',
    'issue_read',
    { ...garden, issue_number: 3, method: 'get_timeline' },
    {
      says: /closed.*octo|octo.*closed/,
    },
  ),
  row(
    'shows a comment of nobody',
    'issue_read',
    { ...garden, issue_number: 3, method: 'get_comments' },
    { says: /ghost/ },
  ),
  row('picks fields of an issue', ...read('get', { fields: ['title', 'reactions'] }), {
    says: [/"title":"Tomatoes/, /"reactions"/],
  }),
  row('refuses fields that GitHub does not have', ...read('get', { fields: ['titel'] }), {
    code: 'invalid',
    says: /title/,
  }),
  row(
    'finds a milestone on a later page by its title',
    'list_issues',
    { ...garden, milestone: 'Autumn' },
    {
      given(given) {
        const [first] = given.garden.milestones;
        if (first === undefined) throw new Error('The sample world has no milestone.');
        for (let number = 2; number <= 105; number++)
          given.garden.milestones.push({ ...first, number, title: number === 105 ? 'Autumn' : `Week ${number}` });
      },
      says: /0 issues/,
      after: (_, requests) => verify(requests.some(({ query }) => query['milestone'] === '105')).toBe(true),
    },
  ),
  row(
    'does not call a milestone missing when not all were looked at',
    'list_issues',
    { ...garden, milestone: 'Autumn' },
    {
      given(given) {
        const [first] = given.garden.milestones;
        if (first === undefined) throw new Error('The sample world has no milestone.');
        for (let number = 2; number <= 1_001; number++)
          given.garden.milestones.push({ ...first, number, title: number === 1_001 ? 'Autumn' : `Week ${number}` });
      },
      code: 'too_large',
      says: /"Autumn" is not among the first 1000 milestones of octo\/garden, and there are more: give its number/,
    },
  ),
  row(
    'filters by assignee and milestone',
    'list_issues',
    { ...garden, assignee: 'octo', milestone: '1' },
    {
      says: /^\[1 issue[^]*#1 open/,
      not: /#2 open/,
    },
  ),
  row(
    'looks past pages that have only pull requests',
    'list_issues',
    { ...garden, perPage: 1, direction: 'desc' },
    {
      says: [/#2 open/, /1 pull request left out/],
    },
  ),
  row(
    'continues a long list by its cursor',
    'list_issues',
    { ...garden, perPage: 1, direction: 'asc', after: Buffer.from('cursor:1').toString('base64') },
    {
      says: /#2 open/,
    },
  ),
  row(
    'says how a list continues past the last page with a number',
    'list_issues',
    { ...garden, perPage: 1, page: 100 },
    {
      given: (given) => void (given.garden.lastPage = 10),
      code: 'invalid',
      says: [/cursor based pagination/, /after/],
    },
  ),
  row(
    'finds issues past the first page of a large repository',
    'list_issues',
    { ...garden, perPage: 100, direction: 'asc' },
    {
      given(given) {
        for (let n = 0; n < 120; n++) newIssue(given.world, given.garden, given.user('octo'), `I${n}`, null);
      },
      says: /more with after=\S+/,
    },
  ),
  row(
    'names the issue that does not exist',
    'issue_read',
    { ...garden, issue_number: 999, method: 'get' },
    {
      code: 'not_found',
      says: /999/,
    },
  ),
  row(
    'follows an issue that was transferred, and says so',
    'issue_read',
    { ...garden, issue_number: 1, method: 'get' },
    {
      given: (given) =>
        given.double.fail(
          { path: '/repos/octo/garden/issues/1' },
          {
            kind: 'redirect',
            status: 301,
            location: `${given.double.url}/repositories/${given.greenhouse.id}/issues/1`,
          },
        ),
      says: [/Too hot at noon/, /moved or renamed/],
    },
  ),
  row('says that an issue was deleted', ...read('get'), {
    given: (given) => given.refuse('GET', /issues\/1$/, 410, 'This issue was deleted'),
    code: 'unavailable',
    says: /This issue was deleted/,
  }),
  // Copilot
  row(
    'assigns Copilot with its instructions in the assignment',
    'assign_copilot_to_issue',
    {
      ...issue,
      base_ref: 'rain',
      custom_instructions: 'Use tabs',
      model: 'x-1',
      custom_agent: 'gardener',
      target_repo: 'octo/diary',
    },
    {
      says: /Assigned Copilot/,
      after(given, requests) {
        verify(sent(requests, 'POST', /assignees/)).toMatchObject({
          agent_assignment: {
            base_branch: 'rain',
            custom_instructions: 'Use tabs',
            model: 'x-1',
            custom_agent: 'gardener',
            target_repo: 'octo/diary',
          },
        });
        verify(given.issue(1).comments).toHaveLength(2);
      },
    },
  ),
  row('says that Copilot is not enabled', 'assign_copilot_to_issue', issue, {
    given: (given) => void (given.garden.copilot = false),
    code: 'unsupported',
    says: /not enabled for octo\/garden/,
  }),
]);
