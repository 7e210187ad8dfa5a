import { chmodSync, existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shared } from './shared.ts';
import { start } from './start.ts';
import { emptyWorld, numbered, world } from './world.ts';

const flags = ['--toolsets', 'all'];
const server = shared();

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
    ['21 pattern that is none', 'git_grep', { pattern: '(a' }, 'invalid'],
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
    const repo = server.repo();
    for (const message of [
      '#12 begins with a hash',
      '-F/etc/passwd',
      'literal \\n stays',
      'subject\n\n# not a comment\ndiff --git a/x b/x\n\u001fmarks\u001e',
    ]) {
      const answer = await server.call(repo, 'git_commit', { message, allow_empty: true });
      expect(answer.isError, answer.text).toBe(false);
      expect(repo.git('log', '-1', '--format=%B').trimEnd()).toBe(message);
    }
  });

  test('26, 27 a name means a branch before anything else', async () => {
    const repo = server.copied();
    repo.git('tag', 'topic', 'main');
    repo.commit('a file of the same name', { topic: 'x\n' });
    expect((await server.call(repo, 'git_log', { revision: 'topic', max_count: 1 })).text).toContain('topic two');
    expect((await server.call(repo, 'git_checkout', { branch_name: 'topic' })).text).toContain(
      'a tag of the same name',
    );
  });
});

describe('what a repository says', () => {
  test('57 one commit stays one, whatever its message holds', async () => {
    const repo = server.repo();
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
    const log = await server.call(repo, 'git_log', { detail: 'full' });
    expect(log.text.split('\n')[0]).toBe('[1 commit]');
    expect(log.text.match(/^commit /gm)).toHaveLength(1);
    expect(log.text).toContain('\\u001f\\u001e');
  });

  test('58 what is invisible or moves the text is written out', async () => {
    const repo = server.repo();
    repo.git('commit', '--quiet', '--allow-empty', '-m', 'safe\u202e\u001b[31mred');
    const { text } = await server.call(repo, 'git_log');
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
    const repo = server.repo();
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
    const { text } = await server.call(repo, 'git_diff_staged');
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
    const repo = server.repo(...args);
    for (const tool of tools) expect((await server.call(repo, tool)).isError, tool).toBe(false);
    for (const tool of ['git_log', 'git_show', 'git_blame', 'git_grep']) {
      const answer = await server.call(
        repo,
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
    const repo = server.copied();
    const fake = repo.bytes(['commit-tree', 'HEAD^{tree}', '-m', 'faked']).toString().trim();
    repo.git('replace', 'HEAD', fake);
    expect((await server.call(repo, 'git_log', { max_count: 1 })).text).toContain('second');
  });
});
