import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveHttp } from './http-backend.ts';
import { shared } from './shared.ts';
import { start } from './start.ts';
import { Repo, world } from './world.ts';

const server = shared({ flags: ['--protocols', 'https,http'] });
const { ok, refused, repo: make } = server;

describe('hooks', () => {
  test('what a hook prints when it rejects a commit is in the answer', async () => {
    const { root, repo } = world();
    repo.write(
      '.git/hooks/pre-commit',
      '#!/bin/sh\necho "a.txt:3 no-tabs: Unexpected tab" >&2\necho summary\nexit 1\n',
    );
    repo.git('config', 'core.fileMode', 'true');
    spawnSync('chmod', ['+x', repo.at('.git/hooks/pre-commit')]);
    repo.write('a.txt', 'x\n');
    const session = await start([root], { flags: ['--trust', root] });
    const answer = await session.call('git_commit', { repo_path: repo.folder, message: 'x', paths: ['a.txt'] });
    expect(answer).toMatchObject({ isError: true, code: 'conflict' });
    expect(answer.text).toContain('a.txt:3 no-tabs: Unexpected tab');
    expect(answer.text).toContain('summary');
    expect(repo.git('log', '-1', '--format=%s')).toBe('second');
  });

  test('hooks that core.hooksPath names are said to have been left out', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n', '.husky/pre-commit': '#!/bin/sh\nexit 1\n' });
    repo.git('config', 'core.hooksPath', '.husky');
    spawnSync('chmod', ['+x', repo.at('.husky/pre-commit')]);
    repo.write('a.txt', 'b\n');
    expect(await ok(repo, 'git_commit', { message: 'x', all: true })).toContain('not run: pre-commit (git_audit)');
  });
});

test.each(['index.lock', 'HEAD.lock', 'refs/heads/main.lock'])('the lock that is there is named: %s', async (lock) => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.write('a.txt', 'b\n');
  repo.git('add', '.');
  repo.write(`.git/${lock}`, '');
  const answer = await server.call(repo, 'git_commit', { message: 'x' });
  expect(answer.isError).toBe(true);
  expect(answer.text).toContain(`.git/${lock}`);
});

describe('remotes', () => {
  test('a login that only a helper of the repository could answer says that it was not run', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const url = await serveHttp(server.outside, { password: 'secret' });
    repo.git('remote', 'add', 'origin', `${url}/x.git`);
    repo.git('config', 'credential.helper', '!echo password=secret');
    const text = await refused(repo, 'denied', 'git_fetch');
    expect(text).toContain('credential helper in the configuration of this repository was not run');
    expect(await refused(repo, 'denied', 'git_push', { branch: 'main' })).toContain('git_trust');
  });

  test.each([
    ['core.askPass', '/bin/true'],
    ['http.extraHeader', 'Authorization: Basic aaaa'],
  ])('a refused login names the setting of the repository that was not used: %s', async (key, value) => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('remote', 'add', 'origin', `${await serveHttp(server.outside, { password: 'secret' })}/x.git`);
    expect(await refused(repo, 'denied', 'git_fetch')).not.toContain('not trusted');
    repo.git('config', key, value);
    const text = await refused(repo, 'denied', 'git_fetch');
    expect(text).toContain(`were not used, because the repository is not trusted: ${key.toLowerCase()}`);
    expect(text).not.toContain(value);
  });

  test('a partial clone reads what it has not got yet', async () => {
    const source = make();
    for (const text of ['one\n', 'two\n', 'three\n']) source.commit(text.trim(), { 'a.txt': text });
    const bare = path.join(server.outside, 'partial.git');
    source.git('clone', '--quiet', '--bare', '.', bare);
    source.git('-C', bare, 'config', 'uploadpack.allowFilter', 'true');
    const url = `${await serveHttp(server.outside)}/partial.git`;
    await ok(server.root, 'git_clone', { url, path: 'partial', partial: true, repo_path: undefined });
    const clone = new Repo(path.join(server.root, 'partial'));
    expect(clone.git('rev-list', '--objects', '--missing=print', 'HEAD')).toContain('?');
    const shown = await ok(clone, 'git_show', { revision: 'HEAD~2' });
    expect(shown).toContain('+one');
    expect(await ok(clone, 'git_show', { revision: 'HEAD~1', path: 'a.txt' })).toContain('two');
    expect(await ok(clone, 'git_diff', { target: 'HEAD~2..HEAD~1', paths: ['a.txt'] })).toContain('-one\n+two');
    // A clone without trees, made in a terminal.
    const treeless = new Repo(path.join(server.root, 'treeless'));
    await source.attemptServed(['clone', '--quiet', '--no-checkout', '--filter=tree:0', url, treeless.folder]);
    for (const args of [{ revision: 'HEAD~1' }, { revision: 'HEAD~1', path: 'a.txt' }])
      expect(await refused(treeless, 'unavailable', 'git_show', args)).toContain('git_fetch {remote: "origin"}');
    await ok(treeless, 'git_fetch');
    expect(await ok(treeless, 'git_show', { revision: 'HEAD~1', path: 'a.txt' })).toContain('two');
    expect(await ok(treeless, 'git_show', { revision: 'HEAD~1' })).toContain('-one\n+two');
    expect(await ok(treeless, 'git_grep', { pattern: 'one', revision: 'HEAD~2' })).toContain('1: one');
  });

  test('a clone whose checkout fails says so, and why', async () => {
    const source = make();
    source.commit('first', { 'a.bin': 'pointer\n', '.gitattributes': '*.bin filter=broken\n' });
    mkdirSync(path.join(server.root, 'clones'), { recursive: true });
    writeFileSync(
      `${server.home}/.gitconfig`,
      '[filter "broken"]\n\tsmudge = sh -c "echo Error downloading object: a.bin >&2; exit 1"\n\trequired = true\n',
    );
    const text = await ok(server.root, 'git_clone', { url: source.folder, path: 'clones/x', repo_path: undefined });
    writeFileSync(`${server.home}/.gitconfig`, '');
    expect(text).toContain('INCOMPLETE');
    expect(text).toContain('Error downloading object: a.bin');
    expect(text).toContain('smudge filter broken failed');
    // What the answer says to do when the cause is fixed.
    expect(text).toContain('git_reset {mode: "hard"}');
    const clone = new Repo(path.join(server.root, 'clones/x'));
    expect(clone.has('a.bin')).toBe(false);
    await ok(clone, 'git_reset', { mode: 'hard' });
    expect(clone.git('status', '--porcelain')).toBe('');
    expect(clone.read('a.bin')).toBe('pointer\n');
  });
});

test.each([
  ['extensions.other', 'true', 'needs the extension "other"'],
  ['core.repositoryFormatVersion', '9', 'has the format version 9'],
])('a repository that a newer git made is called that: %s', async (key, value, part) => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.git('config', 'core.repositoryFormatVersion', '1');
  repo.git('config', key, value);
  for (const tool of ['git_status', 'git_log']) expect(await refused(repo, 'unsupported', tool)).toContain(part);
});

test('hints name tools, options and folders of this server', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  const outside = await refused('/', 'denied', 'git_status');
  expect(outside).toContain(server.root);
  expect(outside).not.toMatch(/list_allowed|<path>|<folder>/);
  for (const options of [{ flags: ['--no-confirm'], answer: () => 'accept' as const }, {}]) {
    const session = await start([server.root], options);
    const answer = await session.call('git_trust', { repo_path: repo.folder });
    expect(answer.code).toBe('denied');
    expect(answer.text).toContain(`--trust "${repo.folder}"`);
    expect(answer.text).not.toMatch(/<|Start the server with --no-confirm/);
  }
});

test.skipIf(process.getuid?.() !== 0)('a repository of another user names the folder to allow', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  for (const name of ['', '.git']) chownSync(repo.at(name), 12_345, 12_345);
  // Without trust git reads nothing that its owner could have set, so that it is no danger.
  expect(await ok(repo, 'git_status')).toContain('clean');
  const trusting = await start([server.root], { flags: ['--trust', server.root] });
  const { text, code } = await trusting.call('git_status', { repo_path: repo.folder });
  expect(code).toBe('denied');
  expect(text).toContain(`git config --global --add safe.directory "${repo.folder}"`);
});

describe('pushing to a folder', () => {
  test('reports no errors that are none', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('init', '--quiet', '--bare', '../local.git');
    repo.git('remote', 'add', 'origin', '../local.git');
    expect(await ok(repo, 'git_push')).not.toMatch(/error|cannot run/i);
    expect(repo.git('-C', '../local.git', 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'main'));
  });

  test('runs the pre-push hook of a trusted repository, and names it where it is not trusted', async () => {
    for (const trusted of [true, false]) {
      const { root, repo, outside } = world();
      const marker = path.join(outside, 'pushed');
      repo.git('init', '--quiet', '--bare', '../remote.git');
      repo.git('remote', 'add', 'origin', '../remote.git');
      repo.write('.git/hooks/pre-push', `#!/bin/sh\necho "$1" > "${marker}"\n`);
      spawnSync('chmod', ['+x', repo.at('.git/hooks/pre-push')]);
      const session = await start([root], { flags: trusted ? ['--trust', root] : [], answer: () => 'accept' });
      const { text, isError } = await session.call('git_push', { repo_path: repo.folder });
      expect(isError, text).toBe(false);
      expect(existsSync(marker)).toBe(trusted);
      expect(text.includes('not run: pre-push')).toBe(!trusted);
    }
  });
});

test('a tag is signed or not as tag.gpgSign says', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.git('config', 'tag.gpgSign', 'true');
  expect(await refused(repo, 'invalid', 'git_create', { what: 'tag', name: 'v1' })).toContain('sign: false');
  await ok(repo, 'git_create', { what: 'tag', name: 'v1', sign: false });
  expect(repo.git('cat-file', '-t', 'v1')).toBe('commit');
  // No key is there: a signed tag is refused instead of made without one.
  expect((await server.call(repo, 'git_create', { what: 'tag', name: 'v2', message: 'two' })).isError).toBe(true);
  expect(repo.git('tag')).toBe('v1');
  // The other setting is for annotated tags only: git signs those that have a message.
  repo.git('config', 'tag.gpgSign', 'false');
  repo.git('config', 'tag.forceSignAnnotated', 'true');
  expect((await repo.attemptServed(['tag', 'v3', '-m', 'three'])).code).not.toBe(0);
  expect((await server.call(repo, 'git_create', { what: 'tag', name: 'v3', message: 'three' })).isError).toBe(true);
  await ok(repo, 'git_create', { what: 'tag', name: 'v4' });
  await ok(repo, 'git_create', { what: 'tag', name: 'v5', message: 'five', sign: false });
  expect(repo.git('tag')).toBe('v1\nv4\nv5');
  expect(repo.git('for-each-ref', '--format=%(objecttype) %(contents:signature)', 'refs/tags').split('\n')).toEqual([
    'commit ',
    'commit ',
    'tag ',
  ]);
});

test('mails become commits with any git', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.commit('second', { 'a.txt': 'b\n' });
  const mail = await ok(repo, 'git_show', { revision: 'HEAD', mail: true });
  repo.git('reset', '--quiet', '--hard', 'HEAD~1');
  await ok(repo, 'git_apply', { patch: mail, to: 'commits' });
  expect(repo.git('log', '--format=%s')).toBe('second\nfirst');
});

test('a stash whose untracked files exist is applied whole or not at all', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.write('a.txt', 'changed\n');
  repo.write('new.txt', 'stashed\n');
  repo.git('stash', 'push', '--quiet', '--include-untracked');
  repo.write('new.txt', 'other\n');
  const text = await refused(repo, 'conflict', 'git_stash', { action: 'pop' });
  expect(text).toContain('Nothing was changed: the stash has untracked files that exist already: new.txt.');
  // Plain git would have changed a.txt.
  expect([repo.read('a.txt'), repo.read('new.txt')]).toEqual(['a\n', 'other\n']);
  rmSync(repo.at('new.txt'));
  await ok(repo, 'git_stash', { action: 'pop' });
  expect([repo.read('a.txt'), repo.read('new.txt')]).toEqual(['changed\n', 'stashed\n']);
});

test('files that a checkout would overwrite are named', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  repo.git('switch', '--quiet', '--create', 'other');
  repo.commit('other', { 'a.txt': 'b\n', 'tab\tnew.txt': 'n\n' });
  repo.git('switch', '--quiet', 'main');
  repo.write('a.txt', 'mine\n');
  expect(await refused(repo, 'conflict', 'git_checkout', { branch_name: 'other' })).toContain(
    'not committed in a.txt.',
  );
  repo.git('checkout', '--quiet', '--', 'a.txt');
  repo.write('tab\tnew.txt', 'mine\n');
  expect(await refused(repo, 'conflict', 'git_checkout', { branch_name: 'other' })).toContain(
    'overwrite untracked files: tab\\u0009new.txt.',
  );
});

test('a mail that does not apply says what to do about it', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': '1\n2\n3\n' });
  repo.git('switch', '--quiet', '--create', 'other');
  repo.commit('other', { 'a.txt': '1\nother\n3\n' });
  const mail = repo.bytes(['format-patch', '-1', '--stdout']);
  repo.git('switch', '--quiet', 'main');
  repo.commit('main', { 'a.txt': '1\nmain\n3\n' });
  expect(() => repo.bytes(['am', '--quiet'], mail)).toThrow('patch does not apply');
  expect(await ok(repo, 'git_resolve', { action: 'continue' })).toContain('stage it (git_add), then git_resolve');
  await ok(repo, 'git_resolve', { action: 'abort' });
  expect(repo.read('a.txt')).toBe('1\nmain\n3\n');
});

test('names work as answers show them', async () => {
  const repo = make();
  repo.commit('first', { 'a.txt': 'a\n' });
  const names = ['new\nline', 'tab\tname', 'zero\u200bwidth', '\u{e0041}tag', String.raw`plain\u000ablack`, 'ünï'];
  for (const name of names) repo.write(name, '1\n');
  const shown = (await ok(repo, 'git_status', { untracked: 'all' })).split('\n').flatMap((line) => line.slice(3) || []);
  const listed = shown.filter((name) => !name.includes('untracked'));
  expect(listed).toHaveLength(names.length);
  for (const name of listed) await ok(repo, 'git_add', { files: [name] });
  expect(repo.git('ls-files', '-z', '--others')).toBe('');
  await ok(repo, 'git_commit', { message: 'odd names' });
  for (const name of listed) expect(await ok(repo, 'git_blame', { path: name })).toContain('odd names');
  expect(await ok(repo, 'git_log', { paths: [String.raw`new\u000aline`] })).toContain('odd names');
});

describe('hooks of a trusted repository', () => {
  const trusted = (hook: string, script: string) => {
    const { root, repo } = world();
    repo.write(`.git/hooks/${hook}`, `#!/bin/sh\n${script}\n`);
    spawnSync('chmod', ['+x', repo.at(`.git/hooks/${hook}`)]);
    return { repo, session: start([root], { flags: ['--trust', root], answer: () => 'accept' }) };
  };

  test('a failing post-checkout hook does not hide that the branch was checked out', async () => {
    const { repo, session } = trusted('post-checkout', 'echo "no dependencies" >&2; exit 1');
    const call = async (tool: string, args: object) => (await session).call(tool, { repo_path: repo.folder, ...args });
    const answer = await call('git_checkout', { branch_name: 'topic' });
    expect(answer).toMatchObject({ isError: false });
    expect(answer.text).toContain('on topic');
    expect(answer.text).toContain('hook failed after the checkout. It printed:');
    expect(answer.text).toContain('no dependencies');
    const made = await call('git_create_branch', { branch_name: 'new', checkout: true });
    expect(made).toMatchObject({ isError: false });
    expect(repo.git('branch', '--show-current')).toBe('new');
  });

  test('the output of a pre-push hook that refuses is in the answer', async () => {
    const { repo, session } = trusted('pre-push', 'echo "no pushing on Sundays"; exit 1');
    repo.git('init', '--quiet', '--bare', '../remote.git');
    repo.git('remote', 'add', 'origin', '../remote.git');
    const answer = await (await session).call('git_push', { repo_path: repo.folder });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toContain('no pushing on Sundays');
    expect(repo.git('-C', '../remote.git', 'for-each-ref')).toBe('');
  });
});

test('a commit beyond the history of a shallow clone is said to be missing for that', async () => {
  const repo = make();
  for (const text of ['1\n', '2\n', '3\n']) repo.commit('one', { 'a.txt': text });
  repo.git('clone', '--quiet', '--depth', '1', `file://${repo.folder}`, '../shallow');
  const shallow = path.join(server.root, 'shallow');
  expect(await refused(shallow, 'not_found', 'git_show', { revision: 'HEAD~2' })).toContain(
    'git_fetch {unshallow: true}',
  );
  expect(await refused(shallow, 'not_found', 'git_delete', { what: 'branch', name: 'main2' })).toContain('"main"');
});
