import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveHttp } from './http-backend.ts';
import { codeIn, shared } from './shared.ts';
import { gitProgram, start, temporaryFolder } from './start.ts';
import { Repo, world, type World } from './world.ts';

const server = shared({ flags: ['--protocols', 'https,http'] });

interface Served extends World {
  url: string;
  bare: Repo;
}

/** A world whose repository has a bare one to talk to, outside of the allowed folder, behind a server. */
async function served(options?: { password?: string; cut?: RegExp }, made: World = world()): Promise<Served> {
  const bare = path.join(made.outside, 'shared.git');
  made.repo.git('clone', '--quiet', '--bare', '.', bare);
  made.repo.git('-C', bare, 'config', 'http.receivepack', 'true');
  const url = `${await serveHttp(made.outside, options)}/shared.git`;
  made.repo.git('remote', 'add', 'origin', url);
  return { ...made, url, bare: new Repo(bare) };
}

/** The same, in the folder of the shared server. */
function servedShared(options?: { password?: string; cut?: RegExp }): Promise<Served> {
  const repo = server.copied();
  return served(options, { root: server.root, outside: temporaryFolder(), repo });
}

const flags = ['--toolsets', 'all', '--protocols', 'https,http'];

describe('over http', () => {
  test('clone, commit, push, fetch, pull', async () => {
    const { root, url, repo, bare } = await servedShared();
    const { session } = server;
    const cloned = await session.call('git_clone', { url, path: 'copy' });
    expect(cloned.text).toMatch(/^\[cloned .* into copy\]\n\[copy, main\.\.\.origin\/main, clean/);
    const copy = new Repo(path.join(root, 'copy'));
    copy.write('b.txt', 'from the copy\n');
    for (const [tool, args] of [
      ['git_add', { files: ['b.txt'] }],
      ['git_commit', { message: 'in the copy' }],
      ['git_push', {}],
    ] as const)
      expect((await session.call(tool, { repo_path: 'copy', ...args })).isError).toBe(false);
    expect(bare.git('rev-parse', 'main')).toBe(copy.git('rev-parse', 'HEAD'));
    const fetched = await session.call('git_fetch', { repo_path: repo.folder });
    expect(fetched.text).toContain('new origin/main');
    expect(
      (await session.call('git_pull', { repo_path: repo.folder, remote: 'origin', branch: 'main' })).text,
    ).toContain('fast-forwarded 1 commit');
    expect(repo.git('rev-parse', 'HEAD')).toBe(copy.git('rev-parse', 'HEAD'));
    repo.git('branch', '--quiet', '--set-upstream-to=origin/main');
    repo.commit('here', { 'here.txt': 'x\n' });
    copy.commit('there', { 'there.txt': 'y\n' });
    await copy.attemptServed(['push', '--quiet']);
    expect(await session.call('git_pull', { repo_path: repo.folder })).toMatchObject({
      isError: true,
      code: 'conflict',
      text: expect.stringMatching(/have diverged: .*\nBefore that: \[fetched origin, 1 change\]\norigin\/main /s),
    });
    expect((await session.call('git_pull', { repo_path: repo.folder, how: 'rebase' })).text).toContain(
      'rebased 1 commit onto origin/main',
    );
    expect(repo.git('log', '--format=%s', '-2')).toBe('here\nthere');
    expect((await session.call('git_push', { repo_path: repo.folder, tags: ['v1'] })).text).toContain('already');
    expect((await session.call('git_push', { repo_path: repo.folder, branch: 'topic', delete: true })).text).toContain(
      'topic',
    );
    expect(bare.git('branch', '--list', 'topic')).toBe('');
  });

  test('a shallow, a partial and a bare clone', async () => {
    const { url } = await servedShared();
    const { session } = server;
    for (const [name, args] of [
      ['shallow', { depth: 1 }],
      ['bare', { bare: true }],
      ['branch', { branch: 'topic' }],
    ] as const) {
      const { isError, text } = await session.call('git_clone', { url, path: name, ...args });
      expect(isError, text).toBe(false);
    }
    expect((await session.call('git_log', { repo_path: 'shallow' })).text).toContain('shallow clone');
    expect((await session.call('git_fetch', { repo_path: 'shallow', unshallow: true })).isError).toBe(false);
    expect((await session.call('git_log', { repo_path: 'shallow' })).text).toContain('first');
    expect((await session.call('git_brief', { repo_path: 'branch' })).text).toContain('topic');
    expect((await session.call('git_log', { repo_path: 'bare' })).isError).toBe(false);
  });

  test('an unanswered login is an immediate error, without the password in the address', async () => {
    const { repo, url } = await servedShared({ password: 'right-password' });
    const { session } = server;
    const plain = await session.call('git_fetch', { repo_path: repo.folder });
    expect(plain).toMatchObject({ isError: true, code: 'denied' });
    expect(plain.text).toContain('login');
    repo.git('remote', 'set-url', 'origin', url.replace('http://', 'http://ada:wrong-password@'));
    const wrong = await session.call('git_fetch', { repo_path: repo.folder });
    const listed = await session.call('git_list', { repo_path: repo.folder, what: 'remotes' });
    const audit = await session.call('git_audit', { repo_path: repo.folder });
    const brief = await session.call('git_brief', { repo_path: repo.folder });
    for (const { text } of [wrong, listed, audit, brief]) expect(text).not.toContain('wrong-password');
    expect(listed.text).toContain('http://***@127.0.0.1');
    expect(audit.text).toContain('password');
    repo.git('remote', 'set-url', 'origin', url.replace('http://', 'http://ada:right-password@'));
    const fetched = await session.call('git_fetch', { repo_path: repo.folder });
    expect(fetched.isError, fetched.text).toBe(false);
    expect(fetched.text + session.stderr()).not.toContain('right-password');
  });

  test("the user's own credential helper answers", async () => {
    const { root, repo, outside } = await served({ password: 'helped' });
    const user = new Repo(outside);
    user.write('.gitconfig', '[credential]\n\thelper = "!f() { echo username=ada; echo password=helped; }; f"\n');
    repo.git('config', '--local', 'credential.helper', '!false');
    const session = await start([root], { flags, env: { GIT_CONFIG_GLOBAL: user.at('.gitconfig') } });
    const fetched = await session.call('git_fetch', { repo_path: repo.folder });
    expect(fetched.isError, fetched.text).toBe(false);
  });

  test('a push asks with what will be gone, and a stale lease overwrites nothing', async () => {
    const { root, repo, bare } = await served();
    await repo.attemptServed(['fetch', '--quiet', 'origin']);
    repo.git('commit', '--quiet', '--amend', '-m', 'rewritten');
    const there = bare.git('rev-parse', 'main');
    const silent = await start([root], { flags });
    const refused = await silent.call('git_push', { repo_path: repo.folder });
    expect(refused.text).toContain(`lease: "${there}"`);
    const asked = await silent.call('git_push', { repo_path: repo.folder, lease: there });
    expect(asked).toMatchObject({ isError: true, code: 'denied' });
    expect(asked.text).toContain('1 commit will no longer be on the remote');
    expect((await silent.call('git_push', { repo_path: repo.folder, lease: '1'.repeat(40) })).code).toBe('conflict');
    expect(bare.git('rev-parse', 'main')).toBe(there);
    const token = codeIn(asked.text);
    const pushed = await silent.call('git_push', { repo_path: repo.folder, lease: there, confirm: token });
    expect(pushed.isError, pushed.text).toBe(false);
    expect(bare.git('rev-parse', 'main')).toBe(repo.git('rev-parse', 'main'));
  });
});

test.each([
  ['a connection that ends after the last byte', { cut: /receive-pack$/ }, '', 'On the remote main, v2 are as pushed.'],
  ['a remote that takes one of two', {}, 'case $1 in refs/tags/*) exit 1; esac', 'On the remote main is as pushed.'],
  ['a remote that takes nothing', {}, 'exit 1', 'No branch or tag of it is on the remote.'],
])('after %s, a failed push says what has arrived', async (_name, options, hook, says) => {
  const { repo, bare } = await servedShared(options);
  fs.mkdirSync(path.join(bare.folder, 'hooks'), { recursive: true });
  if (hook !== '') fs.writeFileSync(path.join(bare.folder, 'hooks', 'update'), `#!/bin/sh\n${hook}\n`, { mode: 0o755 });
  repo.commit('one', { 'one.txt': '1\n' });
  repo.git('tag', 'v2');
  const pushed = await server.call(repo, 'git_push', { branch: 'main', tags: ['v2'] });
  expect(pushed.isError).toBe(true);
  expect(pushed.text.split('\n').at(-1)).toBe(says);
  const there = ['refs/heads/main', 'refs/tags/v2'].filter(
    (ref) => bare.git('for-each-ref', '--format=%(objectname)', ref) === repo.git('rev-parse', 'HEAD'),
  );
  expect(there).toHaveLength(says.includes('are as pushed') ? 2 : says.includes('is as pushed') ? 1 : 0);
});

test('a remote with many branches: the question counts what is new there, a list says what it leaves out', async () => {
  const { root, repo, bare } = await served();
  const first = bare.git('rev-list', '--max-parents=0', 'main');
  const file = path.join(bare.folder, 'packed-refs');
  const packed = fs.readFileSync(file, 'utf8').replace(/^#.*\n/, '');
  const branches = Array.from({ length: 250 }, (_, n) => `${first} refs/heads/a${n}\n`);
  fs.writeFileSync(file, branches.join('') + packed);
  expect(bare.git('branch', '--list', 'a*').split('\n')).toHaveLength(250);
  repo.git('checkout', '--quiet', '-b', 'new', 'main');
  repo.commit('one', { 'one.txt': '1\n' });
  const session = await start([root], { flags });
  expect((await session.call('git_push', { repo_path: repo.folder })).text).toContain('new with 1 commit:');
  const fetched = (await session.call('git_fetch', { repo_path: repo.folder })).text.split('\n');
  expect(fetched).toHaveLength(1 + 200 + 1);
  expect(fetched[0]).toContain(', 253 changes]');
  expect(fetched.at(-1)).toBe('... 53 more');
});

test('over the git protocol, when it is allowed', async () => {
  const { root, repo, outside } = world();
  const bare = path.join(outside, 'shared.git');
  repo.git('clone', '--quiet', '--bare', '.', bare);
  const port = 20_000 + (process.pid % 20_000);
  const daemon = spawn(
    gitProgram ?? 'git',
    [
      'daemon',
      '--verbose',
      '--reuseaddr',
      '--export-all',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${outside}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  onTestFinished(() => void process.kill(-(daemon.pid ?? 0), 'SIGTERM'));
  await new Promise<void>((resolve) =>
    daemon.stderr.on('data', (text: Buffer) => text.toString().includes('Ready') && resolve()),
  );
  const url = `git://127.0.0.1:${port}/shared.git`;
  const refusing = await start([root], { flags: ['--toolsets', 'all'] });
  expect(await refusing.call('git_clone', { url, path: 'copy' })).toMatchObject({ isError: true, code: 'denied' });
  const session = await start([root], { flags: ['--toolsets', 'all', '--protocols', 'git'] });
  expect((await session.call('git_clone', { url, path: 'copy' })).text).toContain('cloned');
});

test('submodules are checked out at the commit, from an address that is allowed', async () => {
  const { root, repo } = world();
  const inner = new Repo(path.join(root, 'inner'));
  repo.git('init', '--quiet', '--initial-branch=main', inner.folder);
  inner.commit('inner', { 'inner.txt': 'x\n' });
  repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner.folder, 'module');
  repo.commit('with a submodule');
  const session = await start([root], { flags: ['--toolsets', 'all'] });
  await session.call('git_clone', { url: repo.folder, path: 'copy' });
  expect((await session.call('git_list', { repo_path: 'copy', what: 'submodules' })).text).toContain('module');
  const updated = await session.call('git_update_submodules', { repo_path: 'copy' });
  expect(updated.isError, updated.text).toBe(false);
  expect(new Repo(path.join(root, 'copy')).read('module/inner.txt')).toBe('x\n');
});
