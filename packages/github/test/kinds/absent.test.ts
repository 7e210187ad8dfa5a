import { garden, issue, pull, row, sent, table, verify } from './table.ts';

// "Not found" is never "0 items", and a reason that GitHub keeps to itself is looked up and said.

const project = { owner: 'octo', owner_type: 'user', project_number: 1 };
const jobs = { ...garden, run_id: 9, failed_only: true };
const field = (id: number, name: string, data_type: string) => ({ id, node_id: `F${id}`, name, data_type });
const update = (updated_field: object) => ({ ...project, method: 'update_project_item', item_id: 501, updated_field });
const hidden = '\u200b';

table([
  // Filters for what does not exist
  row(
    'names the label of a filter that does not exist',
    'list_issues',
    { ...garden, labels: ['bgu', 'bug'] },
    {
      says: /^\[0 issues; octo\/garden has no label bgu\]$/,
    },
  ),
  row(
    'says nothing of labels that exist',
    'list_issues',
    { ...garden, labels: ['bug', 'enhancement'] },
    {
      says: /^\[0 issues[^]*\]$/,
      not: /no label/,
    },
  ),
  row(
    'finds a milestone by its title',
    'list_issues',
    { ...garden, milestone: 'SPRING' },
    {
      given: (given) =>
        given.answer('GET', /milestones$/, 200, [{ number: 7, title: 'Spring', state: 'closed' }] as never),
      after: (_, requests) =>
        verify(requests.find(({ path }) => path.endsWith('/issues'))?.query['milestone']).toBe('7'),
    },
  ),
  row(
    'names the open milestones for a title that does not exist',
    'list_issues',
    { ...garden, milestone: 'Fall' },
    {
      code: 'not_found',
      given: (given) =>
        given.answer('GET', /milestones$/, 200, [{ number: 7, title: 'Spring', state: 'open' }] as never),
      says: /no milestone "Fall"; open ones are: Spring/,
    },
  ),
  row(
    'names the base branch of a filter that does not exist',
    'list_pull_requests',
    { ...garden, base: 'nowhere' },
    {
      says: /^\[0 pull requests; octo\/garden has no branch nowhere\]$/,
    },
  ),
  row(
    'looks for the branch of the repository where head has no owner',
    'list_pull_requests',
    { ...garden, head: 'rain' },
    {
      after: (_, requests) => verify(requests[0]?.query['head']).toBe('octo:rain'),
    },
  ),
  row(
    'says that no path begins with a filter',
    'get_repository_tree',
    { ...garden, path_filter: 'scr/', recursive: true },
    {
      says: /0 entries; .*no path begins with scr\//,
    },
  ),
  row(
    'says that a page is past the end',
    'list_branches',
    { ...garden, page: 9 },
    {
      says: /^\[0 branches; page 9 is past the end\]$/,
    },
  ),
  // Times
  row(
    'refuses a time that GitHub would ignore',
    'list_commits',
    { ...garden, since: 'yesterday' },
    {
      code: 'invalid',
      says: /"since": must be an ISO time/,
      after: (_, requests) => verify(requests).toEqual([]),
    },
  ),
  row(
    'reads a day as its beginning',
    'list_commits',
    { ...garden, since: '2026-01-31' },
    {
      after: (_, requests) => verify(requests[0]?.query['since']).toBe('2026-01-31T00:00:00Z'),
    },
  ),
  // Reasons
  row('says that a pull request is merged already', 'merge_pull_request', pull, {
    code: 'conflict',
    given(given) {
      given.refuse('PUT', /merge$/, 405, 'Pull Request is not mergeable');
      Object.assign(given.issue(4), { state: 'closed' });
      Object.assign(given.pull, {
        merged: { at: '2026-06-01T08:00:00Z', by: given.user('octo'), sha: 'c'.repeat(40) },
      });
    },
    says: /GitHub says: Pull Request is not mergeable\. #4 is/,
  }),
  row(
    'quotes the reason of a 404 and claims nothing else',
    'compare_commits',
    { ...garden, base: 'a', head: 'b' },
    {
      code: 'not_found',
      given: (given) => given.refuse('GET', /compare/, 404, 'No common ancestor between a and b.'),
      says: /compare\/a\.\.\.b was not found\. GitHub says: No common ancestor/,
      not: /not visible/,
    },
  ),
  row('says where a run failed before its jobs', 'get_job_logs', jobs, {
    given(given) {
      given.answer('GET', /runs\/9\/jobs/, 200, { total_count: 0, jobs: [] });
      given.answer('GET', /runs\/9$/, 200, {
        id: 9,
        conclusion: 'startup_failure',
        html_url: 'https://github.com/o/r/actions/runs/9',
      });
    },
    says: /no failed job in run 9; the run itself ended with startup_failure/,
  }),
  row(
    'says that the comment of a reply is on another pull request',
    'add_reply_to_pull_request_comment',
    { ...pull, pullNumber: 5, commentId: 77, body: 'x' },
    {
      code: 'conflict',
      given(given) {
        given.refuse('POST', /replies$/, 404, 'Not Found');
        given.answer('GET', /pulls\/comments\/77$/, 200, {
          id: 77,
          pull_request_url: 'https://api.github.com/repos/octo/garden/pulls/4',
        });
      },
      says: /Comment 77 belongs to #4, not to #5/,
    },
  ),
  row(
    'says which kind a comment that is not found may have',
    'comment_write',
    { ...garden, method: 'update', kind: 'issue', comment_id: 77, body: 'x' },
    {
      code: 'not_found',
      says: /use kind review/,
    },
  ),
  // Values that GitHub would drop
  row(
    'refuses a blank title',
    'issue_write',
    { ...issue, method: 'update', title: ' ' },
    {
      code: 'invalid',
      says: /title is empty/,
      after: (_, requests) => verify(requests).toEqual([]),
    },
  ),
  row(
    'refuses a field that is set and deleted before it asks for the fields',
    'issue_write',
    { ...issue, method: 'update', issue_fields: [{ field_name: 'Mood', value: 'x', delete: true }] },
    {
      code: 'invalid',
      says: /value and delete: true/,
      after: (_, requests) => verify(requests).toEqual([]),
    },
  ),
  row(
    'refuses a review without words',
    'pull_request_review_write',
    { ...pull, method: 'create', event: 'REQUEST_CHANGES' },
    {
      code: 'invalid',
      says: /needs a body or comments/,
    },
  ),
  row('refuses a text for a number field of a project', 'projects_write', update({ name: 'Effort', value: 'three' }), {
    code: 'invalid',
    given: (given) => given.answer('GET', /fields/, 200, [field(1, 'Effort', 'number')] as never),
    says: /Effort takes a number, not "three"/,
    after: (_, requests) => verify(sent(requests, 'PATCH', /items/)).toBeUndefined(),
  }),
  row('sends a number for a number field of a project', 'projects_write', update({ name: 'Effort', value: '3' }), {
    given(given) {
      given.answer('GET', /fields/, 200, [field(1, 'Effort', 'number')] as never);
      given.answer('PATCH', /items\/501/, 200, { id: 501 });
    },
    after: (_, requests) => verify(sent(requests, 'PATCH', /items/)?.['fields']).toEqual([{ id: 1, value: 3 }]),
  }),
  row('asks which of two fields of one name is meant', 'projects_write', update({ name: 'effort', value: 3 }), {
    code: 'invalid',
    given: (given) =>
      given.answer('GET', /fields/, 200, [field(1, 'Effort', 'number'), field(2, 'Effort', 'text')] as never),
    says: /2 fields named "effort": give one by id \(1, number; 2, text\)/,
  }),
  // What is not an ordinary file
  row(
    'refuses to edit a pointer of Git LFS',
    'edit_file_contents',
    { ...garden, path: 'big.psd', branch: 'main', message: 'm', edits: [{ old: 'size 5', new: 'size 6' }] },
    {
      code: 'unsupported',
      given: (given) =>
        void given.commit({
          'big.psd': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`,
        }),
      says: /stored with Git LFS/,
    },
  ),
  row(
    'says that a push replaced a pointer of Git LFS',
    'push_files',
    { ...garden, branch: 'main', message: 'm', files: [{ path: 'big.psd', content: 'AAEC', encoding: 'base64' }] },
    {
      given: (given) =>
        void given.commit({
          'big.psd': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`,
        }),
      says: /big\.psd: it was a Git LFS pointer/,
    },
  ),
  row(
    'marks submodules in a tree',
    'get_repository_tree',
    { ...garden, tree_sha: 'main' },
    {
      given: (given) =>
        given.answer('GET', /git\/trees/, 200, {
          sha: 'a'.repeat(40),
          truncated: false,
          tree: [{ path: 'lib', mode: '160000', type: 'commit', sha: 'b'.repeat(40) }],
        }),
      says: /lib b{12} submodule/,
    },
  ),
  // Names between marks
  row(
    'writes out an invisible character of a found file once',
    'search_code',
    { query: 'x' },
    {
      given: (given) =>
        given.answer('GET', /search\/code/, 200, {
          total_count: 1,
          incomplete_results: false,
          items: [
            {
              path: `a${hidden}.txt`,
              sha: 'a'.repeat(40),
              repository: { full_name: 'octo/garden' },
              text_matches: [{ property: 'content', fragment: `--- x ⟦U+200B⟧${hidden}` }],
            },
          ],
        }),
      says: [/"a⟦U\+200B⟧\.txt"/, /--- x ⟦U\+27E6⟧U\+200B⟧⟦U\+200B⟧/],
    },
  ),
  row(
    'reads a team as get_teams shows it',
    'get_team_members',
    { org: 'octo-labs', team_slug: 'OCTO-LABS/core' },
    {
      given: (given) => given.answer('GET', /teams\/core\/members/, 200, [] as never),
      says: /^\[0 members\]$/,
    },
  ),
]);
