import { newComment, newIssue } from '../double/world/issues.ts';
import { garden, issue, labs, row, sent, table, verify } from './table.ts';

// Issues: every long body and list says where it continues, and nothing that was asked for is missing.

const read = (method: string, args: object = {}): [string, Record<string, unknown>] => [
  'issue_read',
  { ...issue, method, ...args },
];

table([
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
