import { garden, row, table, type Given, verify } from './table.ts';

// Files: what is read is what is there, and what is written keeps what was not meant to change.

const read = (path: string, more: object = {}): [string, Record<string, unknown>] => [
  'get_file_contents',
  { ...garden, path, ...more },
];
const on = { ...garden, branch: 'main', message: 'm' };
const push = (files: object[]): [string, Record<string, unknown>] => ['push_files', { ...on, files }];
const edit = (path: string, edits: object[]): [string, Record<string, unknown>] => [
  'edit_file_contents',
  { ...on, path, edits },
];
const link = (given: Given) => given.commit({ 'docs/link': { mode: '120000', content: '../README.md' } });
const away = (given: Given) => given.commit({ 'docs/away': { mode: '120000', content: '../../outside' } });
const script = (given: Given) => given.commit({ 'run.sh': { mode: '100755', content: '#!/bin/sh\n' } });
const crlf = (given: Given) => given.commit({ 'w.bat': '@echo off\r\necho one\r\nexit\r\n' });
const kept = (path: string, mode: string, text: string) => (given: Given) =>
  verify(given.file(path)).toEqual({ mode, text });

table([
  // Links
  row('says that an answer is the file behind a link', ...read('docs/link'), {
    given: link,
    says: [/Garden planner/, /symbolic link to "\.\.\/README\.md"/],
  }),
  row('shows where a link leads that leaves the repository', ...read('docs/away'), {
    given: away,
    says: [/symbolic link to "?\.\.\/\.\.\/outside/, /not followed/],
  }),
  row('refuses to edit through a link, and names its target', ...edit('docs/link', [{ old: 'Garden', new: 'Park' }]), {
    given: link,
    code: 'conflict',
    says: /symbolic link to "\.\.\/README\.md"/,
    after: kept('docs/link', '120000', '../README.md'),
  }),
  row('refuses to push over a link', ...push([{ path: 'docs/link', content: 'x' }]), {
    given: link,
    code: 'conflict',
    says: /symbolic link to "\.\.\/README\.md"/,
    after: kept('docs/link', '120000', '../README.md'),
  }),
  row(
    'refuses to write over a link',
    'create_or_update_file',
    { ...on, path: 'docs/link', content: 'x' },
    {
      given: link,
      code: 'conflict',
      says: /link/,
      after: kept('docs/link', '120000', '../README.md'),
    },
  ),
  row('refuses to write over a link that leaves the repository', ...push([{ path: 'docs/away', content: 'x' }]), {
    given: away,
    code: 'conflict',
    says: /\.\.\/\.\.\/outside/,
    after: kept('docs/away', '120000', '../../outside'),
  }),
  row(
    'deletes a link, and says that its target stays',
    'delete_file',
    { ...on, path: 'docs/link' },
    {
      given: link,
      says: /symbolic link/,
      after(given) {
        verify(given.file('docs/link')).toBeUndefined();
        verify(given.file('README.md')).toBeDefined();
      },
    },
  ),
  row('refuses a file in the place of a folder', ...push([{ path: 'src', content: 'x' }]), {
    code: 'conflict',
    says: /folder/,
  }),
  row('refuses a file in the place of a submodule', ...push([{ path: 'lib', content: 'x' }]), {
    given: (given) => given.commit({ lib: { mode: '160000', content: 'd'.repeat(40) } }),
    code: 'conflict',
    says: /submodule/,
  }),
  // Executable bits
  row('keeps a pushed script executable', ...push([{ path: 'run.sh', content: '#!/bin/bash\n' }]), {
    given: script,
    after: kept('run.sh', '100755', '#!/bin/bash\n'),
  }),
  row('keeps an edited script executable', ...edit('run.sh', [{ old: 'sh', new: 'zsh' }]), {
    given: (given) => given.commit({ 'run.sh': { mode: '100755', content: 'sh\n' } }),
    after: kept('run.sh', '100755', 'zsh\n'),
  }),
  row('takes the executable bit when asked to', ...push([{ path: 'run.sh', content: 'x\n', mode: '100644' }]), {
    given: script,
    after: kept('run.sh', '100644', 'x\n'),
  }),
  row('keeps a binary script executable', ...push([{ path: 'run.sh', content: 'AAEC', encoding: 'base64' }]), {
    given: script,
    after: (given) => verify(given.file('run.sh')?.mode).toBe('100755'),
  }),
  // Line ends, byte order marks, encodings
  row(
    'keeps CRLF when lines are replaced',
    ...edit('w.bat', [{ old: 'echo one\nexit', new: 'echo 1\necho 2\nexit' }]),
    {
      given: crlf,
      says: /CRLF/,
      after: kept('w.bat', '100644', '@echo off\r\necho 1\r\necho 2\r\nexit\r\n'),
    },
  ),
  row('keeps LF in a file that has LF', ...edit('README.md', [{ old: '# Garden planner', new: '# Plan' }]), {
    after: (given) => verify(given.file('README.md')?.text).not.toContain('\r'),
  }),
  row('keeps a byte order mark', ...edit('a.cs', [{ old: 'System', new: 'Other' }]), {
    given: (given) => given.commit({ 'a.cs': '\ufeffusing System;\n' }),
    after: kept('a.cs', '100644', '\ufeffusing Other;\n'),
  }),
  row('reads UTF-16', ...read('a.ps1'), {
    given: (given) => given.commit({ 'a.ps1': Buffer.from('\ufeffWrite-Host "hi"\r\n', 'utf16le') }),
    says: [/Write-Host/, /UTF-16/i],
  }),
  row('reads a Western encoding as a guess', ...read('old.txt'), {
    given: (given) => given.commit({ 'old.txt': Buffer.from('gr\xfc\xdfe aus K\xf6ln\n', 'latin1') }),
    says: [/grüße aus Köln/, /guess/],
  }),
  row('refuses to edit a file in another encoding', ...edit('old.txt', [{ old: 'aus', new: 'von' }]), {
    given: (given) => given.commit({ 'old.txt': Buffer.from('gr\xfc\xdfe aus K\xf6ln\n', 'latin1') }),
    code: 'unsupported',
    says: /UTF-8.*push_files/,
  }),
  // Kinds of files
  row('hands an image over', ...read('assets/leaf.png'), { says: /image\/png/ }),
  row('hands a PDF over', ...read('d.pdf'), {
    given: (given) => given.commit({ 'd.pdf': Buffer.from('255044462d312e340a25e2e3cfd3', 'hex') }),
    says: /application\/pdf/,
  }),
  row('counts an empty file', ...read('.gitkeep'), {
    given: (given) => given.commit({ '.gitkeep': '' }),
    says: /0 (bytes|lines)/,
  }),
  row('marks a Git LFS pointer', ...read('m.psd'), {
    given: (given) =>
      given.commit({
        'm.psd': `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345\n`,
      }),
    says: /Git LFS pointer/,
  }),
  row('marks a submodule', ...read('lib'), {
    given: (given) => given.commit({ lib: { mode: '160000', content: 'd'.repeat(40) } }),
    says: [/submodule at commit d{40}/, /stranger\/wild\.git/],
  }),
  row('marks submodules and links in a folder', ...read(''), {
    given: (given) =>
      given.commit({
        lib: { mode: '160000', content: 'd'.repeat(40) },
        ln: { mode: '120000', content: 'README.md' },
      }),
    says: [/^lib \(submodule at d{12}\)$/m, /^ln \(symlink\)$/m],
  }),
  row('reads lines of a file over 1 MB', ...read('big.txt', { start_line: 2, end_line: 3 }), {
    given: (given) =>
      given.commit({ 'big.txt': Array.from({ length: 200_000 }, (_, n) => `line ${n + 1}`).join('\n') }),
    says: [/line 2\nline 3/, /lines 2-3 of/],
    not: /line 4/,
  }),
  row('calls a file over 100 MB too large, not forbidden', ...read('huge.bin'), {
    given: (given) =>
      given.refuse(
        'GET',
        /huge\.bin/,
        403,
        'This API returns blobs up to 1 MB in size. The requested blob is too large to fetch via the API, but you can use the Git Data API to request blobs up to 100 MB in size.',
        { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] },
      ),
    code: 'too_large',
    says: /too large/,
  }),
  row('reads paths with odd characters', ...read('docs/a b#c?d%20e/é.md', { ref: 'feature/frost#1' }), {
    given: (given) => given.commit({ 'docs/a b#c?d%20e/é.md': 'RIGHT\n' }, 'feature/frost#1'),
    says: /RIGHT/,
  }),
  row('reads a path with a slash in front', ...read('/README.md'), { says: /Garden planner/ }),
  // What is missing
  row('names a similar path', ...read('watering.md'), {
    code: 'not_found',
    says: /plan\/watering\.md/,
  }),
  row('names a path that differs in case', ...read('readme.MD'), { code: 'not_found', says: /README\.md/ }),
  row('reads the default branch where there is no main', ...read('README.md', { ref: 'main' }), {
    given(given) {
      given.garden.defaultBranch = 'trunk';
      given.garden.refs.set('refs/heads/trunk', given.garden.refs.get('refs/heads/main') ?? '');
      given.garden.refs.delete('refs/heads/main');
    },
    says: [/Garden planner/, /main does not exist, this is the default branch/],
  }),
  ...(
    [
      ['list_commits', { sha: 'main' }],
      ['get_repository_tree', { tree_sha: 'refs/heads/main' }],
      ['get_commit', { sha: 'main' }],
      ['get_file_blame', { path: 'README.md', ref: 'main' }],
    ] as const
  ).map(([tool, args]) =>
    row(
      `reads the default branch where there is no main with ${tool}`,
      tool,
      { ...garden, ...args },
      {
        given(given) {
          given.garden.defaultBranch = 'trunk';
          given.garden.refs.set('refs/heads/trunk', given.garden.refs.get('refs/heads/main') ?? '');
          given.garden.refs.delete('refs/heads/main');
        },
        says: /octo\/garden has no branch (?:refs\/heads\/)?main; this is its default branch trunk/,
      },
    ),
  ),
  row('names a missing branch', ...read('README.md', { ref: 'nope' }), { code: 'not_found', says: /nope/ }),
  row(
    'says that a repository is empty',
    'get_file_contents',
    { owner: 'octo', repo: 'seedling', path: '' },
    {
      code: 'not_found',
      says: /empty/i,
    },
  ),
  row(
    'says that a repository without commits has no list of them',
    'list_commits',
    { owner: 'octo', repo: 'seedling' },
    {
      code: 'conflict',
      says: /empty/,
    },
  ),
]);
