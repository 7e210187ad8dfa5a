import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isRunning } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { emptyWorld, numbered, Repo, world } from './world.ts';

const flags = ['--toolsets', 'all'];

describe('arguments', () => {
  /** A call, and the code that it ends with. Nothing of it may reach git as an option: no file is made, nothing runs. */
  const refused: [why: string, tool: string, args: Record<string, unknown>, code: string][] = [
    ['1 output option as revision', 'git_diff', { target: '--output=/tmp/mcp-git-hostile' }, 'invalid'],
    ['2 option as revision', 'git_show', { revision: '-p' }, 'invalid'],
    ['2 option as log start', 'git_log', { revision: '--exec=id' }, 'invalid'],
    ['3 branch named as an option', 'git_checkout', { branch_name: '-evil' }, 'invalid'],
    ['4 receive-pack as branch', 'git_push', { branch: '--receive-pack=touch x' }, 'invalid'],
    ['5 upload-pack as address', 'git_clone', { url: '--upload-pack=touch x', path: 'n' }, 'invalid'],
    ['6 configuration as address', 'git_clone', { url: '-ccore.fsmonitor=x', path: 'n' }, 'invalid'],
    ['7 ext address', 'git_clone', { url: 'ext::sh -c id', path: 'n' }, 'denied'],
    ['8 fd address', 'git_clone', { url: 'fd::3', path: 'n' }, 'denied'],
    ['9 option as ssh host', 'git_clone', { url: 'ssh://-oProxyCommand=x/y', path: 'n' }, 'invalid'],
    ['9 option as scp host', 'git_clone', { url: 'git@-oProxyCommand=id:x', path: 'n' }, 'invalid'],
    ['10 folder outside', 'git_clone', { url: 'file:///etc', path: 'n' }, 'denied'],
    ['10 bare path outside', 'git_clone', { url: '/etc', path: 'n' }, 'denied'],
    ['11 metadata address', 'git_clone', { url: 'https://169.254.169.254/x', path: 'n' }, 'denied'],
    ['11 plain http', 'git_clone', { url: 'http://localhost/x', path: 'n' }, 'denied'],
    ['12 pathspec file as path', 'git_add', { files: ['--pathspec-from-file=/etc/passwd'] }, 'not_found'],
    ['13 path out of the tree', 'git_add', { files: ['../../etc/passwd'] }, 'denied'],
    ['13 absolute path', 'git_add', { files: ['/etc/passwd'] }, 'denied'],
    ['13 path that turns back', 'git_show', { revision: 'HEAD', path: 'a/../../b' }, 'denied'],
    ['13 inside .git', 'git_add', { files: ['.git/config'] }, 'denied'],
    ['14 magic pathspec', 'git_add', { files: [':(top,exclude)x'] }, 'not_found'],
    ['14 pattern', 'git_add', { files: ['*.txt'] }, 'not_found'],
    ['15 NUL in a path', 'git_add', { files: ['a\0b'] }, 'invalid'],
    ['18 file option as tag', 'git_create', { what: 'tag', name: '-F/etc/passwd' }, 'invalid'],
    ['19 no date', 'git_log', { start_timestamp: 'not a date' }, 'invalid'],
    ['20 option as date', 'git_log', { start_timestamp: '--all' }, 'invalid'],
    ['20 negative date', 'git_log', { end_timestamp: '-1' }, 'invalid'],
    ['21 pattern that is none', 'git_grep', { pattern: '(a' }, 'conflict'],
    ['21 long pattern', 'git_grep', { pattern: 'a'.repeat(10_000) }, 'invalid'],
    ['22 huge context', 'git_diff', { target: 'HEAD', context_lines: 99_999_999_999 }, 'invalid'],
    ['22 huge count', 'git_log', { max_count: 1e9 }, 'invalid'],
    ['22 negative count', 'git_log', { max_count: -1 }, 'invalid'],
    ['22 count that is a word', 'git_log', { max_count: 'five' }, 'invalid'],
    ['23 author with an option', 'git_commit', { message: 'x', author: 'x <y> --amend' }, 'invalid'],
    ['23 author of two lines', 'git_commit', { message: 'x', author: 'x\ny <z>' }, 'invalid'],
    ['24 empty message', 'git_commit', { message: ' \n' }, 'invalid'],
    ['24 NUL in the message', 'git_commit', { message: 'a\0b' }, 'invalid'],
    ['24 broken Unicode', 'git_commit', { message: 'a\ud800' }, 'invalid'],
    ...['a..b', 'x.lock', '@{-1}', 'HEAD', '@', 'a'.repeat(255), 'f'.repeat(40), 'a b', '/a', 'a//b', '-b'].map(
      (name): [string, string, Record<string, unknown>, string] => [
        `25 branch ${name.slice(0, 20)}`,
        'git_create_branch',
        { branch_name: name },
        'invalid',
      ],
    ),
    ['28 unknown argument', 'git_status', { all: true }, 'invalid'],
    ['29 stash with an option', 'git_delete', { what: 'stash', name: 'stash@{0} --exec' }, 'invalid'],
    ['29 stash that is not there', 'git_stash', { action: 'pop', stash: 99_999 }, 'not_found'],
    ['30 work tree outside', 'git_create', { what: 'worktree', name: '/tmp/mcp-git-outside' }, 'denied'],
    ['30 work tree in a folder with files', 'git_create', { what: 'worktree', name: '.' }, 'conflict'],
    ['76 forged cursor', 'git_log', { cursor: 'Zm9yZ2Vk' }, 'invalid'],
    [
      '76 cursor of another question',
      'git_log',
      { cursor: Buffer.from(JSON.stringify(['log', [['a'.repeat(40)], [], 1, 'x']])).toString('base64url') },
      'invalid',
    ],
  ];

  test('none is taken for an option, a pattern or a way out', async () => {
    const { root, repo } = world();
    repo.git('update-ref', 'refs/heads/-evil', 'HEAD');
    const remote = path.join(root, 'remote.git');
    repo.git('clone', '--quiet', '--bare', '.', remote);
    repo.git('remote', 'add', 'origin', remote);
    const session = await start([root], { flags, answer: () => 'accept' });
    const head = repo.git('rev-parse', 'HEAD');
    for (const [why, tool, args, code] of refused) {
      const answer = await session.call(tool, { ...(tool !== 'git_clone' && { repo_path: repo.folder }), ...args });
      expect(answer.code, `${why}: ${answer.text}`).toBe(code);
      expect(answer.text, why).not.toContain('root:');
    }
    expect(repo.git('rev-parse', 'HEAD')).toBe(head);
    expect(existsSync('/tmp/mcp-git-hostile')).toBe(false);
    expect((await session.call('git_branch', { repo_path: repo.folder })).text).toContain(' -evil ');
  });

  test('16, 17 odd names go through status, add, commit and show', async () => {
    const { repo } = emptyWorld();
    repo.commit('first', { 'x.txt': 'x\n' });
    const names = ['with\nline', 'tab\tbed', '"quoted"', ' blank ', '-n', 'e\u0301', '\u00e9', '*.ts', ':(top)x', '#x'];
    for (const name of names) repo.write(name, `${name}\n`);
    const latin = Buffer.concat([Buffer.from(`${repo.folder}/caf`), Buffer.from([0xe9])]);
    writeFileSync(latin, 'coffee\n');
    const session = await start([repo.folder], { flags });
    const { text } = await session.call('git_status', { untracked: 'all' });
    const bytes = /pathBytes:[A-Za-z0-9+/=]+/.exec(text)?.[0] ?? '';
    expect(bytes).not.toBe('');
    expect(text).toContain('with\\u000aline');
    expect((await session.call('git_add', { files: [...names, bytes] })).isError).toBe(false);
    expect((await session.call('git_commit', { message: 'odd' })).text).toContain(`${names.length + 1} files`);
    expect(repo.git('status', '--porcelain')).toBe('');
    expect((await session.call('git_show', { revision: 'HEAD', path: '-n' })).text).toContain('\n-n');
  });

  test('24 messages are kept as they are', async () => {
    const { repo } = emptyWorld();
    const session = await start([repo.folder]);
    for (const message of [
      '#12 begins with a hash',
      '-F/etc/passwd',
      'literal \\n stays',
      'subject\n\n# not a comment\ndiff --git a/x b/x\n\u001fmarks\u001e',
    ]) {
      const answer = await session.call('git_commit', { message, allow_empty: true });
      expect(answer.isError, answer.text).toBe(false);
      expect(repo.git('log', '-1', '--format=%B').trimEnd()).toBe(message);
    }
  });

  test('26, 27 a name means a branch before anything else', async () => {
    const { repo } = world();
    repo.git('tag', 'topic', 'main');
    repo.commit('a file of the same name', { topic: 'x\n' });
    const session = await start([repo.folder]);
    expect((await session.call('git_log', { revision: 'topic', max_count: 1 })).text).toContain('topic two');
    expect((await session.call('git_checkout', { branch_name: 'topic' })).text).toContain('a tag of the same name');
  });
});

describe('what a repository says', () => {
  test('57 one commit stays one, whatever its message holds', async () => {
    const { repo } = emptyWorld();
    const body = [
      'subject',
      '',
      '<<<COMMIT_END>>>',
      'commit 1234',
      'Author: Linus Torvalds',
      '\u001f\u001e',
      'diff --git a/x b/x',
      '@@ -1 +1 @@',
    ].join('\n');
    repo.git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-m', body);
    const session = await start([repo.folder]);
    const log = await session.call('git_log', { detail: 'full' });
    expect(log.text.split('\n')[0]).toBe('[1 commit]');
    expect(log.text.match(/^commit /gm)).toHaveLength(1);
    expect(log.text).toContain('\\u001f\\u001e');
  });

  test('58 what is invisible or moves the text is written out', async () => {
    const { repo } = emptyWorld();
    repo.git('commit', '--quiet', '--allow-empty', '-m', 'safe\u202e\u001b[31mred');
    const { text } = await (await start([repo.folder])).call('git_log');
    expect(text).toContain('safe\\u202e\\u001b[31mred');
  });

  test('59 passwords in addresses never come out', async () => {
    const { repo, root } = world();
    repo.git('remote', 'add', 'origin', 'https://bob:secret-token@host.invalid/x.git');
    const session = await start([root], { flags });
    const texts = await Promise.all([
      session.call('git_brief', { repo_path: repo.folder }),
      session.call('git_list', { repo_path: repo.folder, what: 'remotes' }),
      session.call('git_fetch', { repo_path: repo.folder }),
      session.call('git_audit', { repo_path: repo.folder }),
      session.call('git_clone', { url: 'https://bob:secret-token@host.invalid/x.git', path: 'copy' }),
    ]);
    expect(texts.map(({ text }) => text).join('\n') + session.stderr()).not.toContain('secret-token');
  });

  test('60 large changes come in pages that end', async () => {
    const { repo } = emptyWorld();
    repo.commit('first', { 'big.txt': 'x\n', 'line.txt': 'x\n' });
    repo.write('big.txt', numbered(400_000));
    repo.write('line.txt', 'y'.repeat(5_000_000));
    const session = await start([repo.folder], { flags: ['--max-output', '20000'] });
    let cursor: string | undefined;
    for (let pages = 0; pages < 3; pages++) {
      const answer = await session.call('git_diff_unstaged', cursor === undefined ? {} : { cursor });
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.text.length).toBeLessThan(28_000);
      cursor = /more with cursor ([\w-]+)/.exec(answer.text.split('\n')[0] ?? '')?.[1];
      expect(cursor).toBeTruthy();
    }
    repo.write('big.txt', 'changed since\n');
    expect(await session.call('git_diff_unstaged', { cursor })).toMatchObject({ isError: true, code: 'invalid' });
  });

  test('61, 62 each kind of change is called what it is', async () => {
    const { repo } = emptyWorld();
    repo.commit('first', {
      'binary.bin': Buffer.from([0, 1, 2]),
      'mode.sh': 'x\n',
      'type.txt': 'x\n',
      'moved.txt': numbered(20),
      'package-lock.json': '{}\n',
    });
    repo.write('binary.bin', Buffer.from([0, 9, 9, 9]));
    repo.write('package-lock.json', '{"a":1}\n');
    chmodSync(repo.at('mode.sh'), 0o755);
    rmSync(repo.at('type.txt'));
    symlinkSync('mode.sh', repo.at('type.txt'));
    renameSync(repo.at('moved.txt'), repo.at('here.txt'));
    repo.git('add', '.');
    const { text } = await (await start([repo.folder])).call('git_diff_staged');
    for (const line of [
      'M binary.bin (binary, not shown)',
      'M mode.sh +0 -0 mode 100644 -> 100755',
      'R moved.txt -> here.txt +0 -0',
      'T type.txt +1 -1 type 100644 -> 120000',
      'M package-lock.json +1 -1 (lock or generated file, not shown)',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('"a":1');
  });

  test.each([
    ['unborn', [], ['git_status', 'git_brief', 'git_branch', 'git_diff_staged']],
    ['sha256', ['--object-format=sha256'], ['git_status', 'git_brief']],
    ['bare', ['--bare'], ['git_brief', 'git_branch']],
  ])('63 %s repositories answer', async (_kind, args, tools) => {
    const { repo } = emptyWorld(...args);
    const session = await start([repo.folder]);
    for (const tool of tools) expect((await session.call(tool)).isError, tool).toBe(false);
    for (const tool of ['git_log', 'git_show', 'git_blame', 'git_grep']) {
      const answer = await session.call(
        tool,
        tool === 'git_show'
          ? { revision: 'HEAD' }
          : tool === 'git_blame'
            ? { path: 'x' }
            : tool === 'git_grep'
              ? { pattern: 'x', revision: 'HEAD' }
              : {},
      );
      expect(['conflict', 'not_found', 'invalid'], `${tool}: ${answer.text}`).toContain(answer.code);
    }
  });

  test('56 replaced commits show their real history', async () => {
    const { repo } = world();
    const fake = repo.bytes(['commit-tree', 'HEAD^{tree}', '-m', 'faked']).toString().trim();
    repo.git('replace', 'HEAD', fake);
    expect((await (await start([repo.folder])).call('git_log', { max_count: 1 })).text).toContain('second');
  });
});

describe('ways out of the allowed folder', () => {
  const secretWorld = () => {
    const made = world();
    const foreign = new Repo(path.join(made.outside, 'foreign'));
    made.repo.git('init', '--quiet', foreign.folder);
    foreign.commit('SECRET commit', { 'secret.txt': 'SECRET\n' });
    return { ...made, foreign };
  };
  type Way = [
    name: string,
    outcome: 'served from inside' | 'denied' | 'invalid',
    plant: (w: ReturnType<typeof secretWorld>) => void,
  ];
  const ways: Way[] = [
    [
      '52 core.worktree',
      'served from inside',
      ({ repo, foreign }) => void repo.git('config', '--local', 'core.worktree', foreign.folder),
    ],
    [
      '53 .git file',
      'denied',
      ({ repo, foreign }) => (
        rmSync(repo.at('.git'), { recursive: true }),
        repo.write('.git', `gitdir: ${foreign.folder}/.git\n`)
      ),
    ],
    [
      '53 .git link',
      'denied',
      ({ repo, foreign }) => (
        rmSync(repo.at('.git'), { recursive: true }),
        symlinkSync(`${foreign.folder}/.git`, repo.at('.git'))
      ),
    ],
    ['53 commondir', 'denied', ({ repo, foreign }) => repo.write('.git/commondir', `${foreign.folder}/.git\n`)],
    [
      '53 alternates',
      'denied',
      ({ repo, foreign }) => repo.write('.git/objects/info/alternates', `${foreign.folder}/.git/objects\n`),
    ],
    [
      '53 a linked object store',
      'denied',
      ({ repo, foreign }) => (
        renameSync(repo.at('.git/objects'), repo.at('.git/old')),
        symlinkSync(`${foreign.folder}/.git/objects`, repo.at('.git/objects'))
      ),
    ],
    [
      '54 HEAD as a link',
      'denied',
      ({ repo }) => (rmSync(repo.at('.git/HEAD')), symlinkSync('/etc/passwd', repo.at('.git/HEAD'))),
    ],
    [
      '54 .git file that names itself',
      'invalid',
      ({ repo }) => (rmSync(repo.at('.git'), { recursive: true }), repo.write('.git', 'gitdir: .git\n')),
    ],
    [
      '54 included file that is no configuration',
      'served from inside',
      ({ repo }) => repo.write('.git/config', `${repo.read('.git/config')}[include]\n\tpath = /etc/passwd\n`),
    ],
  ];
  test.each(ways)('%s: %s', async (name, outcome, plant) => {
    const w = secretWorld();
    plant(w);
    const secret = w.foreign.git('rev-parse', 'HEAD');
    // The control: git itself goes along with the first six.
    if (!name.startsWith('54')) {
      const commands = [['status'], ['log'], ['show', secret]];
      const told = await Promise.all(commands.map(async (args) => (await w.repo.attempt(args)).output));
      expect(told.join('\n')).toMatch(/SECRET|secret\.txt/);
    }
    const session = await start([w.root], { flags });
    for (const [tool, args] of [
      ['git_status', {}],
      ['git_log', {}],
      ['git_show', { revision: secret }],
      ['git_add', { files: ['.'] }],
      ['git_brief', {}],
    ] as const) {
      const { text, code } = await session.call(tool, { repo_path: w.repo.folder, ...args });
      if (outcome !== 'served from inside') expect(code, tool).toBe(outcome);
      else if (tool === 'git_show') expect(code).toBe('not_found');
      else expect(text, tool).toMatch(tool === 'git_log' ? /: second .*\n.*: first$/ : /main, clean\b/);
      expect(text).not.toContain('SECRET');
      expect(text).not.toContain(w.outside);
      expect(text).not.toContain('root:');
    }
    expect(w.foreign.git('status', '--porcelain')).toBe('');
  });

  test('54 reports a truncated index and a missing object', async () => {
    const { repo } = world();
    const broken = world().repo;
    truncateSync(broken.at('.git/index'), 20);
    const other = await start([broken.folder]);
    expect((await other.call('git_status')).text).toContain('index of this repository is damaged');
    const session = await start([repo.folder]);
    const blob = repo.git('rev-parse', 'HEAD:b.txt');
    renameSync(repo.at(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`), repo.at('.git/gone'));
    expect((await session.call('git_show', { revision: 'HEAD', path: 'b.txt' })).code).toBe('unavailable');
  });

  test('55 blame reads no list of commits outside of the repository', async () => {
    const { repo } = world();
    repo.git('config', '--local', 'blame.ignoreRevsFile', '/etc/passwd');
    const answer = await (await start([repo.folder])).call('git_blame', { path: 'a.txt' });
    expect(answer.isError).toBe(false);
    expect(answer.text).not.toContain('root:');
  });

  test('51 a repository embedded in the tree is not used from inside of it', async () => {
    const { repo } = world();
    for (const folder of ['objects', 'refs']) mkdirSync(repo.at(`inner/${folder}`), { recursive: true });
    repo.write('inner/HEAD', 'ref: refs/heads/main\n');
    const answer = await (await start([repo.folder])).call('git_status', { repo_path: repo.at('inner') });
    expect(answer.text).not.toMatch(/^\[main/);
  });

  test('a folder beside and a repository above are out of reach', async () => {
    const { root, repo, outside } = world();
    mkdirSync(repo.at('sub/deep'), { recursive: true });
    const session = await start([repo.at('sub')], { flags });
    expect(await session.call('git_status')).toMatchObject({ isError: true, code: 'not_found' });
    const other = await start([root], { flags });
    for (const given of [outside, '$HOME', '~', '../outside'])
      expect((await other.call('git_status', { repo_path: given })).isError).toBe(true);
  });
});

describe('processes', () => {
  test('64 what steers git in the environment of the server is ignored', async () => {
    const { repo, outside } = world();
    const other = new Repo(outside);
    repo.git('init', '--quiet', outside);
    other.commit('OTHER');
    const session = await start([repo.folder], {
      env: {
        GIT_DIR: path.join(outside, '.git'),
        GIT_WORK_TREE: outside,
        GIT_INDEX_FILE: path.join(outside, 'index'),
        GIT_CONFIG_PARAMETERS: "'core.bare'='true'",
        GIT_EXTERNAL_DIFF: '/bin/false',
      },
    });
    expect((await session.call('git_log')).text).not.toContain('OTHER');
    expect((await session.call('git_status')).text).toBe('[main, clean]');
  });

  test("66 another's lock is waited for, told, and left alone", async () => {
    const { repo } = world();
    repo.write('.git/index.lock', '');
    repo.write('b.txt', 'new\n');
    const answer = await (await start([repo.folder])).call('git_add', { files: ['b.txt'] });
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toMatch(/\d+ seconds old/);
    expect(repo.has('.git/index.lock')).toBe(true);
  });

  test('67 writers take turns', async () => {
    const { repo } = world();
    for (let i = 0; i < 6; i++) repo.write(`file-${i}.txt`, `${i}\n`);
    const session = await start([repo.folder]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => session.call('git_add', { files: [`file-${i}.txt`] })),
    );
    expect(answers.every(({ isError }) => !isError)).toBe(true);
    expect(repo.git('diff', '--cached', '--name-only').split('\n')).toHaveLength(6);
  });

  test('68 a cancelled commit is stopped with its hook, makes no commit and leaves no lock', async () => {
    const { root, repo, outside } = world();
    const pid = path.join(outside, 'pid');
    writeFileSync(repo.at('.git/hooks/pre-commit'), `#!/bin/sh\necho $$ > "${pid}"\nsleep 300\n`, { mode: 0o755 });
    repo.write('b.txt', 'new\n');
    repo.git('add', 'b.txt');
    const head = repo.git('rev-parse', 'HEAD');
    const session = await start([root], { flags: ['--trust', root] });
    const stop = new AbortController();
    const call = session
      .call('git_commit', { repo_path: repo.folder, message: 'never' }, { signal: stop.signal })
      .catch(() => 'cancelled');
    await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8').trim() !== '').toBe(true);
    stop.abort();
    await call;
    const hook = Number(readFileSync(pid, 'utf8'));
    await expect.poll(() => isRunning(hook)).toBe(false);
    expect((await session.call('git_status', { repo_path: repo.folder })).isError).toBe(false);
    expect(repo.has('.git/index.lock')).toBe(false);
    expect(repo.git('rev-parse', 'HEAD')).toBe(head);
  });

  test('69 a git that is killed is no success', async () => {
    const { repo, outside } = world();
    const fake = path.join(outside, 'git');
    writeFileSync(fake, '#!/bin/sh\ncase "$1" in status) echo partial; kill -9 $$;; *) exec git "$@";; esac\n', {
      mode: 0o755,
    });
    const answer = await (await start([repo.folder], { env: { MCP_GIT_PROGRAM: fake } })).call('git_status');
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toContain('killed');
  });

  test('77 a git that lies in the work tree is not taken', async () => {
    const { root, repo, outside } = world();
    const marker = path.join(outside, 'marker');
    writeFileSync(repo.at('git'), `#!/bin/sh\ntouch "${marker}"\n`, { mode: 0o755 });
    const session = await start([root], {
      env: {
        MCP_GIT_PROGRAM: '',
        PATH: `${repo.folder}${path.delimiter}.${path.delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    expect((await session.call('git_status', { repo_path: repo.folder })).isError).toBe(false);
    expect(existsSync(marker)).toBe(false);
  });

  test.each([
    ['git version 2.20.1', /too old/],
    ['nonsense', /not installed/],
  ])('78 %s is reported', async (version, told) => {
    const { repo, outside } = world();
    const fake = path.join(outside, 'git');
    writeFileSync(fake, `#!/bin/sh\necho "${version}"\n`, { mode: 0o755 });
    const answer = await (await start([repo.folder], { env: { MCP_GIT_PROGRAM: fake } })).call('git_status');
    expect(answer).toMatchObject({ isError: true, code: 'unavailable' });
    expect(answer.text).toMatch(told);
  });
});

describe('trust', () => {
  const hooked = () => {
    const made = world();
    const marker = path.join(made.outside, 'ran');
    writeFileSync(made.repo.at('.git/hooks/pre-commit'), `#!/bin/sh\necho ran >> "${marker}"\n`, { mode: 0o755 });
    return { ...made, marker };
  };

  test('the user is shown what would run, and the consent ends with any change of it', async () => {
    const { repo, marker } = hooked();
    const questions: string[] = [];
    const session = await start([repo.folder], { answer: (question) => (questions.push(question), 'accept') });
    const commit = () => session.call('git_commit', { message: 'x', allow_empty: true });
    expect((await commit()).text).toContain('not run: pre-commit');
    expect(existsSync(marker)).toBe(false);
    expect((await session.call('git_audit')).text).toContain('pre-commit');
    expect((await session.call('git_trust')).isError).toBe(false);
    expect(questions.at(-1)).toMatch(/pre-commit \d+ bytes sha256/);
    await commit();
    expect(readFileSync(marker, 'utf8')).toBe('ran\n');
    writeFileSync(repo.at('.git/hooks/pre-commit'), `#!/bin/sh\necho other >> "${marker}"\n`, { mode: 0o755 });
    await commit();
    expect(readFileSync(marker, 'utf8')).toBe('ran\n');
  });

  test('a model alone cannot grant it', async () => {
    const { repo, marker } = hooked();
    for (const given of [{ answer: () => 'decline' as const }, {}, { flags: ['--no-confirm'] }]) {
      const session = await start([repo.folder], given);
      expect(await session.call('git_trust')).toMatchObject({ isError: true, code: 'denied' });
      await session.call('git_commit', { message: 'x', allow_empty: true });
    }
    expect(existsSync(marker)).toBe(false);
  });

  test('a filter that does not run makes staging what it is for an error, not a wrong commit', async () => {
    const { repo } = world();
    repo.write('.gitattributes', 'b.txt filter=own\n');
    repo.commit('attributes');
    repo.git('config', '--local', 'filter.own.clean', 'tr a-z A-Z');
    repo.write('b.txt', 'changed\n');
    repo.write('a.txt', 'changed too\n');
    const session = await start([repo.folder]);
    expect(await session.call('git_add', { files: ['b.txt'] })).toMatchObject({ isError: true, code: 'denied' });
    expect(await session.call('git_add', { files: ['.'] })).toMatchObject({ isError: true, code: 'denied' });
    expect((await session.call('git_add', { files: ['a.txt'] })).isError).toBe(false);
  });

  test("the user's own filter works in a repository that is not trusted", async () => {
    const { repo, outside } = world();
    const user = new Repo(outside);
    user.write('.gitconfig', '[filter "own"]\n\tclean = tr a-z A-Z\n');
    repo.write('.gitattributes', 'b.txt filter=own\n');
    repo.commit('attributes');
    repo.write('b.txt', 'changed\n');
    repo.git('config', '--local', 'filter.own.clean', 'false');
    const session = await start([repo.folder], { env: { GIT_CONFIG_GLOBAL: user.at('.gitconfig') } });
    expect((await session.call('git_add', { files: ['b.txt'] })).isError).toBe(false);
    expect(repo.git('show', ':b.txt')).toBe('CHANGED');
  });
});
