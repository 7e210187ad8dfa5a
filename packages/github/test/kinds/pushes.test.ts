import { garden, row, sent, table, verify } from './table.ts';

// Writes of files and branches that cannot be, and commits as they are read.

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const on = { ...garden, branch: 'main', message: 'm' };
const push = (files: object[]): [string, Record<string, unknown>] => ['push_files', { ...on, files }];
table([
  // Writes that cannot be
  row(
    'refuses base64 with a data address in front',
    ...push([{ path: 'i.png', content: `data:image/png;base64,${PNG.toString('base64')}`, encoding: 'base64' }]),
    {
      code: 'invalid',
      says: /base64/,
      after: (_, requests) => verify(sent(requests, 'POST', /blobs/)).toBeUndefined(),
    },
  ),
  row('refuses base64 with a foreign character', ...push([{ path: 'i.png', content: 'AAEC*', encoding: 'base64' }]), {
    code: 'invalid',
    says: /base64/,
  }),
  row('takes base64 that is wrapped', ...push([{ path: 'i.png', content: 'iVBO\nRw0K\nGgo=', encoding: 'base64' }]), {
    says: /Pushed 1 file/,
    after: (given) => verify(given.file('i.png')?.text.slice(1, 4)).toBe('PNG'),
  }),
  row(
    'refuses a push of the same path twice',
    ...push([
      { path: 'a.md', content: 'A' },
      { path: 'a.md', content: 'B' },
    ]),
    { code: 'invalid', says: /a\.md/ },
  ),
  row('refuses a file without content', ...push([{ path: 'a.md' }]), { code: 'invalid', says: /content/ }),
  row(
    'names the file that a deletion did not find',
    'delete_file',
    { ...on, path: 'gone.md' },
    {
      code: 'not_found',
      says: /gone\.md does not exist on main/,
    },
  ),
  row(
    'names the file that a push was to delete',
    ...push([
      { path: 'new.md', content: 'x' },
      { path: 'gone.md', delete: true },
    ]),
    {
      code: 'not_found',
      says: /gone\.md/,
      after: (given) => verify(given.file('new.md')).toBeUndefined(),
    },
  ),
  row(
    'names the branch that a push did not find',
    'push_files',
    { ...on, branch: 'nope', files: [{ path: 'a', content: 'x' }] },
    {
      code: 'not_found',
      says: /nope/,
    },
  ),
  row(
    'makes the first commit of an empty repository',
    'push_files',
    {
      owner: 'octo',
      repo: 'seedling',
      branch: 'main',
      message: 'm',
      files: [
        { path: 'README.md', content: '# S' },
        { path: 'b/c.md', content: 'C' },
      ],
    },
    { says: /Pushed 2 files/ },
  ),
  row(
    'shows the hash that a stale write must know',
    'create_or_update_file',
    { ...on, path: 'README.md', content: 'x', sha: 'f'.repeat(40) },
    {
      code: 'conflict',
      says: /[0-9a-f]{40}/,
      after: (_, requests) => verify(sent(requests, 'PUT', /README/)).toBeUndefined(),
    },
  ),
  row(
    'does not overwrite without the hash',
    'create_or_update_file',
    { ...on, path: 'README.md', content: 'x' },
    {
      code: 'conflict',
      says: /exists/,
      after: (_, requests) => verify(sent(requests, 'PUT', /README/)).toBeUndefined(),
    },
  ),
  row(
    'names the secret that push protection found in a file',
    'create_or_update_file',
    { ...on, path: 'k', content: 'key = AKIAIOSFODNN7EXAMPLE\n' },
    {
      code: 'denied',
      says: [/Secret detected/, /aws_access_key_id/],
    },
  ),
  row(
    'names the secret that push protection found in a push',
    ...push([{ path: 'k', content: 'key = AKIAIOSFODNN7EXAMPLE\n' }]),
    {
      code: 'denied',
      says: [/Secret detected/, /aws_access_key_id/],
      after: (given) => verify(given.file('k')).toBeUndefined(),
    },
  ),
  ...(
    [
      ['create_or_update_file', { path: 'k', content: 'x' }],
      ['push_files', { files: [{ path: 'k', content: 'x' }] }],
      ['edit_file_contents', { path: 'README.md', edits: [{ old: 'Garden', new: 'Park' }] }],
      ['delete_file', { path: 'README.md' }],
    ] as const
  ).map(([tool, args]) =>
    row(
      `quotes the rule that forbids ${tool} on a branch`,
      tool,
      { ...on, ...args },
      {
        given: (given) => void given.garden.protectedBranches.add('main'),
        code: 'denied',
        says: /through a pull request/,
        not: /another state|try again/i,
      },
    ),
  ),
  // Branches and tags
  row(
    'branches from a tag',
    'create_branch',
    { ...garden, branch: 'fix', from_branch: 'v0.1.0' },
    {
      says: /Created.*fix.*tag v0\.1\.0/,
      after: (given) => verify(given.garden.refs.get('refs/heads/fix')).toBe(given.garden.refs.get('refs/tags/spring')),
    },
  ),
  row(
    'branches from a commit',
    'create_branch',
    { ...garden, branch: 'fix', from_branch: '0'.repeat(7) },
    {
      code: 'not_found',
      says: /no branch, tag or commit 0000000/,
    },
  ),
  row(
    'branches from the default branch',
    'create_branch',
    { ...garden, branch: 'größe-№1' },
    {
      says: /größe-№1.*main/,
      after: (given) =>
        verify(given.garden.refs.get('refs/heads/größe-№1')).toBe(given.garden.refs.get('refs/heads/main')),
    },
  ),
  row(
    'quotes the rule for the names of branches',
    'create_branch',
    { ...garden, branch: 'hotfix' },
    {
      given: (given) => void (given.garden.branchPattern = 'feature/*'),
      code: 'invalid',
      says: /does not match the required pattern 'feature\/\*'/,
    },
  ),
  row(
    'says that a branch exists',
    'create_branch',
    { ...garden, branch: 'rain' },
    { code: 'conflict', says: /branch rain exists already/ },
  ),
  row(
    'reads a commit by its distance from a branch',
    'get_commit',
    { ...garden, sha: 'main~1' },
    {
      given: (given) => {
        const tip = given.garden.objects.findCommit(given.garden.refs.get('refs/heads/main') ?? '');
        given.garden.refs.set('refs/heads/main~1', tip?.parents[0] ?? '');
      },
      says: /Plan the beds/,
    },
  ),
  row(
    'compares with a tag',
    'compare_commits',
    { ...garden, base: 'v0.1.0', head: 'main' },
    { says: /1 commit ahead/ },
  ),
  row(
    'compares with a branch that has a slash',
    'compare_commits',
    { ...garden, base: 'main', head: 'feature/frost#1' },
    {
      says: /identical|0 commits/,
    },
  ),
  row(
    'compares with a fork',
    'compare_commits',
    { ...garden, base: 'main', head: 'mona:rain' },
    {
      given(given) {
        const { garden: held } = given;
        const fork = given.world.addRepository(given.user('mona'), 'garden', { fork: held, objects: held.objects });
        for (const [ref, sha] of held.refs) fork.refs.set(ref, sha);
      },
      says: /1 commit ahead/,
    },
  ),
  row(
    'shows an annotated tag without a tagger',
    'get_tag',
    { ...garden, tag: 'v0.1.0' },
    {
      given: (given) =>
        given.double.fail(
          { path: /git\/tags\// },
          { kind: 'change', body: (body) => body.replace(/"tagger":\{[^}]*\}/, '"tagger":null') },
        ),
      says: [/v0\.1\.0/, /First season/],
      not: /null|undefined/,
    },
  ),
  row(
    'blames a file at an annotated tag',
    'get_file_blame',
    { ...garden, path: 'README.md', ref: 'v0.1.0' },
    {
      says: /1-3 [0-9a-f]{12}/,
    },
  ),
  row(
    'blames the lines asked for',
    'get_file_blame',
    { ...garden, path: 'src/water.ts', start_line: 4, end_line: 4 },
    {
      says: /^1-4 [0-9a-f]{12} "Water by season" by mona/m,
    },
  ),
  row(
    'says what is missing when there is nothing to blame',
    'get_file_blame',
    { ...garden, path: 'nope.ts' },
    {
      code: 'not_found',
      says: /nope\.ts/,
    },
  ),
  row(
    'warns of a tree that GitHub cut',
    'get_repository_tree',
    { ...garden, tree_sha: 'main', recursive: true },
    {
      given: (given) =>
        given.double.fail(
          { path: /git\/trees/ },
          { kind: 'change', body: (body) => body.replace('"truncated":false', '"truncated":true') },
        ),
      says: /too large/,
    },
  ),
  row(
    'does not warn of copies in one push',
    ...push([
      { path: 'a.png', content: PNG.toString('base64'), encoding: 'base64' },
      { path: 'b.png', content: PNG.toString('base64'), encoding: 'base64' },
    ]),
    { says: /Pushed 2 files/, not: /very same/ },
  ),
]);
