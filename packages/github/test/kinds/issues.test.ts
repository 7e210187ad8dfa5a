import { garden, issue, labs, row, sent, table, type Given, verify } from './table.ts';

// Issues: a write says what happened and what did not, a read says where it continues.

const write = (args: object): [string, Record<string, unknown>] => ['issue_write', { ...garden, ...args }];
const create = (args: object) => write({ method: 'create', title: 'T', ...args });
const update = (args: object) => write({ method: 'update', issue_number: 1, ...args });
/** octo may only read the garden of mona. */
const visitor = (given: Given) => {
  const held = given.garden;
  held.collaborators.clear();
  Object.assign(held, { owner: given.user('mona'), name: 'visited' });
};
const visited = { owner: 'mona', repo: 'visited' };

table([
  row(
    'refuses an issue that is a duplicate of itself',
    'issue_write',
    { ...issue, method: 'update', duplicate_of: 1 },
    {
      code: 'invalid',
      says: /the issue itself/,
      after: (_, requests) => verify(sent(requests, 'PATCH', /issues/)).toBeUndefined(),
    },
  ),
  // What GitHub leaves out without a word
  row(
    'says which labels, assignees and milestone a visitor could not set',
    'issue_write',
    {
      ...visited,
      method: 'create',
      title: 'T',
      labels: ['bug'],
      assignees: ['mona'],
      milestone: 1,
    },
    {
      given: visitor,
      says: [/Created.*#\d+/, /NOT DONE: labels bug/, /NOT DONE: assignees mona/, /NOT DONE: milestone 1/],
    },
  ),
  row(
    'says which labels an update by a visitor could not set',
    'issue_write',
    {
      ...visited,
      method: 'update',
      issue_number: 2,
      title: 'New',
      labels: ['bug'],
    },
    {
      given(given) {
        // The author may edit the text, and nothing else.
        given.issue(2).author = given.user('octo');
        given.issue(2).labels = [];
        visitor(given);
      },
      says: [/Updated/, /NOT DONE: labels bug/],
    },
  ),
  row('says who could not be assigned', ...create({ assignees: ['stranger', 'mona'] }), {
    says: [/Created/, /NOT DONE: assignees stranger/],
    not: /assignees.*mona/,
  }),
  row('names the login that does not exist', ...update({ assignees: ['mona', 'monna'] }), {
    code: 'invalid',
    says: /"monna"/,
  }),
  row(
    'says which issue type is unknown',
    'issue_write',
    { ...labs, method: 'create', title: 'T', type: 'Chore' },
    {
      code: 'invalid',
      says: /type/,
    },
  ),
  // Whole lists and parts of them
  row('says what a replacing list took away', ...update({ labels: ['enhancement'], assignees: [] }), {
    says: [/Labels no longer on it: bug/, /No longer assigned: octo/],
  }),
  row('adds a label to the others', ...update({ add_labels: ['enhancement'] }), {
    says: /Added labels/,
    after: (given) => verify(given.issue(1).labels.map(({ name }) => name)).toEqual(['bug', 'enhancement']),
  }),
  row('removes one label', ...update({ remove_labels: ['bug'] }), {
    says: /Removed label bug/,
    after: (given) => verify(given.issue(1).labels).toEqual([]),
  }),
  row('removes a label with a slash and a space', ...update({ remove_labels: ['good first/issue #1'] }), {
    given(given) {
      const [label] = given.issue(1).labels;
      if (label) label.name = 'good first/issue #1';
    },
    says: /Removed label/,
    after: (given) => verify(given.issue(1).labels).toEqual([]),
  }),
  row(
    'says which label could not be removed, after what was done',
    ...update({ title: 'U', remove_labels: ['nope'] }),
    {
      says: [/Updated issue #1/, /NOT DONE: remove label nope/],
    },
  ),
  row('refuses a whole list beside a part of it', ...update({ labels: ['a'], add_labels: ['b'] }), {
    code: 'invalid',
    says: /labels/,
  }),
  row('takes the milestone off', ...update({ milestone: null }), {
    after(given, requests) {
      verify(sent(requests, 'PATCH', /issues\/1$/)).toMatchObject({ milestone: null });
      verify(given.issue(1).milestone).toBeNull();
    },
  }),
  row(
    'takes the type off',
    'issue_write',
    { ...labs, method: 'update', issue_number: 1, type: null },
    {
      after: (given) => verify(given.greenhouse.issues[0]?.type).toBeNull(),
    },
  ),
  row('empties lists', ...update({ labels: [], assignees: [] }), {
    after: (given) => verify([given.issue(1).labels, given.issue(1).assignees]).toEqual([[], []]),
  }),
  row('sends only what was given', ...update({ title: 'U', body: 'D' }), {
    after: (_, requests) => verify(sent(requests, 'PATCH', /issues\/1$/)).toEqual({ title: 'U', body: 'D' }),
  }),
  // Contradictions
  ...(
    [
      ['duplicate without the original', { state: 'closed', state_reason: 'duplicate' }, /duplicate_of/],
      ['an original with another reason', { state: 'closed', state_reason: 'completed', duplicate_of: 2 }, /duplicate/],
      ['an open issue with a reason to close', { state: 'open', state_reason: 'completed' }, /contradicts/],
      ['a closed issue that is reopened', { state: 'closed', state_reason: 'reopened' }, /contradicts/],
      ['nothing to update', {}, /nothing to update/],
    ] as const
  ).map(([is, args, says]) =>
    row(`refuses ${is}`, ...update(args), {
      code: 'invalid',
      says,
      after: (_, requests) => verify(sent(requests, 'PATCH', /./)).toBeUndefined(),
    }),
  ),
  row(
    'looks for the original before it closes a duplicate',
    ...update({ state_reason: 'duplicate', duplicate_of: 456 }),
    {
      code: 'not_found',
      says: /456/,
      after: (given) => verify(given.issue(1).state).toBe('open'),
    },
  ),
  row('closes a duplicate', ...update({ state_reason: 'duplicate', duplicate_of: 2 }), {
    says: /closed/,
    after: (given) => verify([given.issue(1).state, given.issue(1).stateReason]).toEqual(['closed', 'duplicate']),
  }),
  row('shows the id that sub_issue_write wants', ...create({}), {
    says: /id \d{4,}/,
    after(given) {
      const made = given.garden.issues.at(-1);
      verify(made?.title).toBe('T');
    },
  }),
  row('refuses a new issue without a title', ...write({ method: 'create', body: 'B' }), {
    code: 'invalid',
    says: /title/,
  }),
  row('says that issues are switched off', ...create({}), {
    given: (given) => void (given.garden.hasIssues = false),
    code: 'unavailable',
    says: /Issues has been disabled/,
  }),
  row(
    'says that a repository is archived',
    'add_issue_comment',
    { ...issue, body: 'x' },
    {
      given: (given) => void (given.garden.archived = true),
      code: 'denied',
      says: /archived/,
      not: /scope/,
    },
  ),
  row(
    'says that a conversation is locked',
    'add_issue_comment',
    { owner: 'mona', repo: 'visited', issue_number: 1, body: 'x' },
    {
      given(given) {
        given.issue(1).locked = true;
        visitor(given);
      },
      code: 'denied',
      says: /locked/,
    },
  ),
  // Comments and reactions
  row(
    'refuses a comment of another issue',
    'add_issue_comment',
    (given) => ({ ...garden, issue_number: 2, comment_id: given.issue(1).comments[0]?.id, reaction: 'heart' }),
    {
      code: 'conflict',
      says: [/#1/, /#2/],
      after: (_, requests) => verify(sent(requests, 'POST', /reactions/)).toBeUndefined(),
    },
  ),
  row(
    'refuses a body beside comment_id',
    'add_issue_comment',
    { ...issue, comment_id: 9, body: 'x' },
    {
      code: 'invalid',
      says: /comment_id/,
    },
  ),
  row(
    'refuses a blank comment',
    'add_issue_comment',
    { ...issue, body: '  ' },
    {
      code: 'invalid',
      says: /blank|empty/i,
    },
  ),
  row(
    'does not comment when the reaction is refused',
    'add_issue_comment',
    { ...issue, body: 'x', reaction: 'heart' },
    {
      given: (given) => given.refuse('POST', /issues\/1\/reactions$/, 422, 'Validation Failed'),
      code: 'invalid',
      after: (given) => verify(given.issue(1).comments).toHaveLength(2),
    },
  ),
  row(
    'refuses a reaction that GitHub does not have',
    'add_issue_comment',
    { ...issue, reaction: 'party' },
    {
      code: 'invalid',
      says: /heart/,
    },
  ),
  row('warns of the same comment twice', 'add_issue_comment', { ...issue, body: 'twin' }, { says: /#issuecomment-/ }),
  {
    is: 'says that a comment was sent before',
    calls: [
      ['add_issue_comment', { ...issue, body: 'hi there' }],
      ['add_issue_comment', { ...issue, body: 'hi there' }],
    ],
    says: /very same/,
  },
  row(
    'keeps CRLF in a body',
    'edit_body',
    {
      ...garden,
      kind: 'issue',
      number: 1,
      edits: [{ old: '- [ ] one\n- [ ] two', new: '- [x] one\n- [ ] two' }],
    },
    {
      given: (given) => void (given.issue(1).body = 'Tasks\r\n\r\n- [ ] one\r\n- [ ] two\r\n'),
      says: /Edited.*CRLF/,
      after: (given) => verify(given.issue(1).body).toBe('Tasks\r\n\r\n- [x] one\r\n- [ ] two\r\n'),
    },
  ),
  ...(['comment', 'milestone', 'release', 'pull_request'] as const).map((kind) =>
    row(
      `keeps CRLF in the body of a ${kind}`,
      'edit_body',
      (given) => ({
        ...garden,
        kind,
        number: {
          pull_request: 4,
          milestone: 1,
          comment: given.issue(1).comments[0]?.id,
          release: given.garden.releases[0]?.id,
        }[kind],
        edits: [{ old: 'a\nb', new: 'a\nc' }],
      }),
      {
        given(given) {
          const text = 'a\r\nb\r\n';
          const [comment] = given.issue(1).comments;
          const [release] = given.garden.releases;
          if (kind === 'comment' && comment) comment.body = text;
          if (kind === 'release' && release) release.body = text;
          if (kind === 'milestone' && given.garden.milestones[0]) given.garden.milestones[0].description = text;
          if (kind === 'pull_request') given.pull.issue.body = text;
        },
        says: /CRLF/,
        after(_, requests) {
          const body = sent(requests, 'PATCH', /./);
          verify(body?.['body'] ?? body?.['description']).toBe('a\r\nc\r\n');
        },
      },
    ),
  ),
]);
