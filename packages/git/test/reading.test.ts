import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hunkIds, shared } from './shared.ts';
import { numbered, type Repo } from './world.ts';

const server = shared({ env: { TZ: 'Europe/Berlin' } });
const { ok, refused, repo: make } = server;

const merged = (): Repo => {
  const repo = make();
  repo.commit('both', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repo.git('switch', '--quiet', '--create', 'topic');
  repo.commit('b changed', { 'b.txt': 'B\n' });
  repo.git('switch', '--quiet', 'main');
  repo.commit('a changed', { 'a.txt': 'A\n' });
  repo.git('merge', '--quiet', '--no-edit', 'topic');
  return repo;
};

describe('commits with several parents', () => {
  test('git_show compares a merge with its first parent, as git diff does', async () => {
    const repo = merged();
    const text = await ok(repo, 'git_show', { revision: 'HEAD' });
    expect(text).toContain('[against the first parent: 1 file +1 -1]');
    expect(text).toContain(repo.git('diff', 'HEAD~1', 'HEAD').replace(/^index .*\n/m, ''));
    expect(text).not.toContain('a.txt');
    expect(text).not.toContain('\0');
  });

  test('statistics of a log count a merge once', async () => {
    const text = await ok(merged(), 'git_log', { detail: 'stat', max_count: 1 });
    expect(text).toContain("Merge branch 'topic'");
    expect(text).toMatch(/\| 1 file \+1 -1$/);
  });

  test('git_show of a stash has its changes and names its untracked files', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.write('a.txt', 'changed\n');
    repo.write('new.txt', 'new\n');
    repo.git('stash', 'push', '--quiet', '--include-untracked');
    const text = await ok(repo, 'git_show', { revision: 'stash@{0}' });
    expect(text).toContain('+changed');
    expect(text).toContain('untracked files in it: new.txt');
    const [, untracked = ''] = /git_show \{revision: "([0-9a-f]+)"\}/.exec(text) ?? [];
    expect(await ok(repo, 'git_show', { revision: untracked })).toContain('+new');
  });
});

describe('paths of commands that read', () => {
  const files = { 'src/a.go': 'func NewGui\n', 'b.go': 'func NewGui\n', 'c.txt': 'func NewGui\n' };

  test('a pattern means what it means to git', async () => {
    const repo = make();
    repo.commit('first', files);
    const grep = await ok(repo, 'git_grep', { pattern: 'func NewGui', paths: ['*.go'] });
    const names = repo.git('grep', '--name-only', 'func NewGui', '--', '*.go').split('\n');
    expect(grep).toContain('[2 lines in 2 files]');
    for (const name of names) expect(grep).toContain(name);
    expect(grep).not.toContain('c.txt');
    repo.commit('second', { 'src/a.go': 'x\n', 'c.txt': 'x\n' });
    expect(await ok(repo, 'git_log', { paths: ['src/*'] })).toContain('[2 commits]');
    const diff = await ok(repo, 'git_diff', { target: 'HEAD~1..HEAD', paths: [':!*.txt'] });
    expect(diff).toContain('1 file');
    expect(diff).toContain('a/src/a.go');
    repo.write('src/a.go', 'y\n');
    repo.write('c.txt', 'y\n');
    expect(await ok(repo, 'git_status', { paths: ['*.go'] })).toMatch(/^\[main, 1 not staged\]\n\.M src\/a\.go$/);
  });

  test('a file with a bracket in its name is found by it', async () => {
    const repo = make();
    repo.commit('first', { 'pages/[id].tsx': 'needle\n', 'pages/i.tsx': 'needle\n' });
    expect(await ok(repo, 'git_grep', { pattern: 'needle', paths: ['pages/[id].tsx'] })).toContain('pages/[id].tsx');
  });

  test.each([
    ['git_grep', { pattern: 'NewGui', paths: ['sr/a.go'] }],
    ['git_log', { paths: ['sr/a.go'] }],
    ['git_status', { paths: ['sr/a.go'] }],
    ['git_diff_unstaged', { paths: ['sr/a.go'] }],
    ['git_diff', { target: 'HEAD', paths: ['sr/a.go'] }],
    ['git_show', { revision: 'HEAD', paths: ['sr/a.go'] }],
  ])('%s says that a path matches no file', async (tool, args) => {
    const repo = make();
    repo.commit('first', files);
    expect(await ok(repo, tool, args)).toContain('no file matches "sr/a.go"');
  });

  test('a near name is offered', async () => {
    const repo = make();
    repo.commit('first', files);
    expect(await ok(repo, 'git_grep', { pattern: 'x', paths: ['lib/a.go'] })).toContain('did you mean "src/a.go"?');
  });

  test('below a subfolder a relative path is taken as git -C would', async () => {
    const repo = make();
    repo.commit('first', { 'package.json': '{}\n', 'sub/package.json': '{}\n', 'only.txt': 'x\n' });
    for (const name of ['package.json', 'sub/package.json', 'only.txt']) repo.write(name, 'changed\n');
    const sub = repo.at('sub');
    expect(await ok(sub, 'git_add', { files: ['package.json'] })).toContain('":/package.json" is the one at the top');
    expect(repo.git('diff', '--cached', '--name-only')).toBe('sub/package.json');
    await ok(sub, 'git_add', { files: [':/package.json'] });
    expect(repo.git('diff', '--cached', '--name-only')).toBe('package.json\nsub/package.json');
    await ok(sub, 'git_add', { files: ['only.txt'] });
    expect(repo.git('diff', '--name-only')).toBe('');
    expect(await ok(sub, 'git_diff_staged', { paths: ['sub/package.json'] })).toContain('1 file');
  });
});

describe('diffs', () => {
  test('a diff in words keeps every file, whatever a line begins with', async () => {
    const repo = make();
    repo.commit('first', { 'a.md': 'one two\n\ndiff --git a/x b/x\nlast\n', 'b.md': 'three four\n' });
    repo.write('a.md', 'one 2\n\ndiff --git a/x b/x\nlast\n');
    repo.write('b.md', 'three 4\n');
    const text = await ok(repo, 'git_diff', { target: 'HEAD', words: true });
    const git = repo.git('diff', '--word-diff=plain', 'HEAD');
    for (const line of git.split('\n').filter((one) => !one.startsWith('index '))) expect(text).toContain(line);
    expect(text).toContain('one [-two-]{+2+}\n\ndiff --git a/x b/x\nlast\n');
    expect(text).toContain('three [-four-]{+4+}');
  });

  test('a carriage return within a line ends neither the line nor the hunk', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'one\r@@ -1 +1 @@ x\rtwo\n' });
    repo.write('a.txt', 'one\r@@ -1 +1 @@ x\rthree\n');
    const text = await ok(repo, 'git_diff_unstaged');
    const ids = [...text.matchAll(/\[hunk ([0-9a-f]{8})\]/g)].map(([, id]) => id);
    expect(ids).toHaveLength(1);
    await ok(repo, 'git_add', { hunks: ids });
    expect(repo.git('show', ':a.txt')).toBe('one\r@@ -1 +1 @@ x\rthree');
  });

  test('a file in conflict is shown with both sides', async () => {
    const repo = make();
    repo.commit('base', { 'a.txt': numbered(9), 'z.txt': 'z\n' });
    repo.git('switch', '--quiet', '--create', 'topic');
    repo.commit('theirs', { 'a.txt': numbered(9, { 5: 'theirs' }) });
    repo.git('switch', '--quiet', 'main');
    repo.commit('ours', { 'a.txt': numbered(9, { 5: 'ours' }) });
    repo.attempt(['merge', 'topic']);
    repo.write('z.txt', 'changed\n');
    const text = await ok(repo, 'git_diff_unstaged');
    expect(text).toContain(repo.git('diff', '--', 'a.txt').replace(/^index .*\n/m, ''));
    expect(text).toContain('+changed');
    expect(text).toContain('U a.txt');
  });

  test('minified and generated files are summarised, and the rest is shown', async () => {
    const repo = make();
    const line = 'a'.repeat(3_000_000);
    repo.commit('first', {
      'app.bundle.js': line,
      'api.gen.ts': 'old\n',
      'z.txt': 'z\n',
      '.gitattributes': '*.gen.ts linguist-generated\n',
    });
    repo.write('app.bundle.js', `${line}b`);
    repo.write('api.gen.ts', 'new\n');
    repo.write('z.txt', 'changed\n');
    const text = await ok(repo, 'git_diff_unstaged');
    expect(text).toContain('M app.bundle.js +1 -1 (minified, not shown)');
    expect(text).toContain('M api.gen.ts +1 -1 (lock or generated file, not shown)');
    expect(text).toContain('+changed');
    expect(text.length).toBeLessThan(2_000);
    expect(await ok(repo, 'git_diff', { target: 'HEAD', paths: ['api.gen.ts'], generated: true })).toContain('+new');
  });

  test('names_only lists every file, page by page', async () => {
    const repo = make();
    const names = Array.from({ length: 1_500 }, (_, i) => `folder/a file with a long name ${'x'.repeat(30)} ${i}.txt`);
    repo.commit('many', Object.fromEntries(names.map((name) => [name, 'x\n'])));
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
      const text = await ok(repo, 'git_show', { revision: 'HEAD', names_only: true, ...(cursor && { cursor }) });
      seen.push(...[...text.matchAll(/^A (.*) \+1 -0$/gm)].map(([, name]) => name ?? ''));
      cursor = /more with cursor ([\w-]+)/.exec(text)?.[1];
      if (cursor === undefined) break;
    }
    expect(seen.sort()).toEqual(repo.git('ls-files').split('\n').sort());
  });
});

describe('a diff of the work tree', () => {
  /** Gives files another time, and so git a reason to look at them. */
  const touch = (repo: Repo, ...names: string[]) =>
    names.forEach((name) => utimesSync(repo.at(name), 1_000_000_000, 1_000_000_000));

  test('leaves out files whose time alone has changed, and does not write the index', async () => {
    const repo = make();
    repo.commit('first', {
      'a.txt': 'a\n',
      'b.bin': Buffer.from([0, 1, 2]),
      'c.bin': Buffer.from([0, 3, 4]),
      'd.txt': 'd\n',
    });
    touch(repo, 'a.txt', 'b.bin');
    repo.write('c.bin', Buffer.from([0, 5]));
    repo.write('d.txt', 'D\n');
    const index = readFileSync(repo.at('.git/index'));
    const all = { context_lines: 3 };
    for (const names_only of [false, true]) {
      const text = await ok(repo, 'git_diff_unstaged', { ...all, names_only });
      expect(text).toContain('2 files +1 -1');
      expect(text).not.toMatch(/a\.txt|b\.bin/);
      expect(text).toContain('M c.bin (binary, not shown)');
      expect(await ok(repo, 'git_diff', { target: 'HEAD', names_only })).not.toMatch(/a\.txt|b\.bin/);
    }
    expect(readFileSync(repo.at('.git/index')).equals(index)).toBe(true);
    expect(repo.git('diff', '--name-only')).toBe('c.bin\nd.txt');
  });

  test('keeps patches with their files where white space is ignored and names are odd', async () => {
    const repo = make();
    const odd = ['a "quoted" file.txt', 'back\\slash.txt', 'tab\there.txt', 'ü b/b.txt'];
    repo.commit('first', Object.fromEntries(['0 space.txt', ...odd].map((name) => [name, 'one\ntwo\n'])));
    repo.write('0 space.txt', 'one \ntwo\n');
    for (const name of odd) repo.write(name, `one\n${name.length}\n`);
    repo.write('go.sum', 'generated\n');
    repo.git('add', '--intent-to-add', 'go.sum');
    const text = await ok(repo, 'git_diff', { target: 'HEAD', ignore_whitespace: true });
    expect(text).not.toContain('0 space.txt');
    expect(text.match(/^\+\d+$/gm)).toEqual(odd.map((name) => `+${name.length}`));
    expect(text).not.toContain('+generated');
    expect(hunkIds(await ok(repo, 'git_diff_unstaged'))).toHaveLength(5);
  });
});

describe('what belongs to a commit', () => {
  test('notes are shown', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('notes', 'add', '-m', 'reviewed by Grace');
    for (const [tool, args] of [
      ['git_show', { revision: 'HEAD' }],
      ['git_log', { detail: 'full' }],
    ] as const)
      expect(await ok(repo, tool, args)).toContain('notes:\n    reviewed by Grace');
    // Notes of another name are shown where the repository says so, as git log does.
    repo.git('notes', '--ref=review', 'add', '-m', 'looks good');
    expect(await ok(repo, 'git_show', { revision: 'HEAD' })).not.toContain('looks good');
    repo.git('config', 'notes.displayRef', 'refs/notes/*');
    expect(repo.git('log', '-1')).toContain('looks good');
    expect(await ok(repo, 'git_show', { revision: 'HEAD' })).toContain('looks good');
  });

  test.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)(
    'a signature is judged as git judges it',
    async () => {
      const repo = make();
      const key = `${server.home}/key`;
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      writeFileSync(`${server.home}/signers`, `ada@example.org ${readFileSync(`${key}.pub`, 'utf8')}`);
      const sign = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'commit', '--quiet', '--allow-empty', '-S'];
      repo.git(...sign, '-m', 'signed');
      expect(await ok(repo, 'git_show', { revision: 'HEAD' })).toContain('signature present, and git is not set up');
      writeFileSync(`${server.home}/.gitconfig`, `[gpg "ssh"]\n\tallowedSignersFile = ${server.home}/signers\n`);
      repo.git('config', 'touched.now', 'true');
      const text = await ok(repo, 'git_show', { revision: 'HEAD' });
      rmSync(`${server.home}/.gitconfig`);
      expect(repo.git('-c', `gpg.ssh.allowedSignersFile=${server.home}/signers`, 'log', '-1', '--format=%G?')).toBe(
        'G',
      );
      expect(text).toContain('signature good: ada@example.org');
      repo.commit('plain');
      expect(await ok(repo, 'git_show', { revision: 'HEAD' })).not.toContain('signature');
    },
  );
});

describe('names and dates', () => {
  test('many tags on a commit do not fill the answer', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const head = repo.git('rev-parse', 'HEAD');
    const updates = Array.from({ length: 3_000 }, (_, i) => `create refs/tags/t${i} ${head}\n`).join('');
    repo.bytes(['update-ref', '--stdin'], updates);
    const text = await ok(repo, 'git_log');
    expect(text.length).toBeLessThan(400);
    expect(text).toContain('(HEAD -> main, tag: ');
    expect(text).toMatch(/, and \d+ more\)/);
  });

  test('days are those of the zone that answers show', async () => {
    const repo = make();
    for (const time of ['2026-05-31T23:59:00', '2026-06-01T00:30:00', '2026-06-01T23:30:00', '2026-06-02T00:01:00'])
      repo.bytes(['-c', `user.name=x`, 'commit', '--quiet', '--allow-empty', '-m', time], undefined, {
        GIT_AUTHOR_DATE: time,
        GIT_COMMITTER_DATE: time,
        TZ: 'Europe/Berlin',
      });
    const text = await ok(repo, 'git_log', { start_timestamp: '2026-06-01', end_timestamp: '2026-06-02' });
    expect([...text.matchAll(/: (2026-\S+)/g)].map(([, subject]) => subject)).toEqual([
      '2026-06-01T23:30:00',
      '2026-06-01T00:30:00',
    ]);
    expect(text).toContain('2026-06-01 00:30 +0200');
  });

  test("the user's grep settings change no answer", async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': '1\n2 old\n' });
    repo.git('config', 'grep.column', 'true');
    expect(await ok(repo, 'git_grep', { pattern: 'old' })).toContain('  2: 2 old');
  });

  test('a list of ignored commits that does not exist is named for what it is', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    // The user's own setting, as people have it for all repositories.
    writeFileSync(`${server.home}/.gitconfig`, '[blame]\n\tignoreRevsFile = .git-blame-ignore-revs\n');
    const text = await refused(repo, 'not_found', 'git_blame', { path: 'a.txt' });
    expect(text).toContain('".git-blame-ignore-revs", which does not exist');
    writeFileSync(repo.at('.git-blame-ignore-revs'), '');
    expect(await ok(repo, 'git_blame', { path: 'a.txt' })).toContain('first');
    rmSync(`${server.home}/.gitconfig`);
    // The setting of the repository itself holds as well, and says when its file is missing.
    const format = repo.commit('format', { 'a.txt': '  a\n' });
    repo.git('config', 'blame.ignoreRevsFile', 'ignored.txt');
    repo.write('ignored.txt', `# whole tree\n${format} # reformatted\n`);
    expect(repo.git('blame', '--porcelain', 'a.txt')).toContain('summary first');
    expect(await ok(repo, 'git_blame', { path: 'a.txt' })).toMatch(/: first[^]*1 {3}a/);
    repo.write('ignored.txt', `${'0'.repeat(40)}\n`.repeat(600) + `${format}\n`);
    expect(await ok(repo, 'git_blame', { path: 'a.txt' })).toContain(
      'lists 601 commits; only the first 500 are left out',
    );
    rmSync(repo.at('ignored.txt'));
    const without = await ok(repo, 'git_blame', { path: 'a.txt' });
    expect(without).toContain(': format');
    expect(without).toContain('blame.ignoreRevsFile names "ignored.txt", which cannot be read here');
  });

  test('an unknown revision names near ones', async () => {
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.git('branch', 'feature/login');
    repo.git('tag', 'v1.2.0');
    expect(await refused(repo, 'not_found', 'git_show', { revision: 'feature/logn' })).toContain('"feature/login"');
    expect(await refused(repo, 'not_found', 'git_log', { revision: 'v1.2.1' })).toContain('"v1.2.0"');
    expect(await refused(repo, 'not_found', 'git_checkout', { branch_name: 'login' })).toContain('"feature/login"');
  });

  test('git_brief lists the repositories of a folder', async () => {
    mkdirSync(`${server.root}/plain`, { recursive: true });
    const repo = make();
    repo.commit('first', { 'a.txt': 'a\n' });
    const { text, isError } = await server.session.call('git_brief');
    expect(isError, text).toBe(false);
    expect(text).toContain(repo.folder);
    expect(text).not.toContain(`${server.root}/plain`);
  });
});
