import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultEra, startSession, type Session } from '@mcp-reference/kit/testing';
import { gitProgram, program, userEnvironment } from '../start.ts';
import { Repo } from '../world.ts';
import type { Scene } from './planted.ts';
import { effectOf, Scenes } from './scenes.ts';

const scenes = new Scenes();
let session: Session;
let questions: string[] = [];
let mostAccepted = Number.POSITIVE_INFINITY;
/** A change while the user reads a question. */
let meanwhile: () => void = () => {};
beforeAll(async () => {
  scenes.begin();
  session = await startSession({
    era: defaultEra,
    args: [program, '--toolsets', 'all', scenes.allowed],
    env: { ...userEnvironment(scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
    answer: (question) => {
      questions.push(question);
      meanwhile();
      return questions.length > mostAccepted ? 'decline' : 'accept';
    },
  });
});
afterAll(async () => {
  await session.close();
  scenes.end();
});

function scene(): Scene {
  questions = [];
  mostAccepted = Number.POSITIVE_INFINITY;
  meanwhile = () => {};
  return scenes.make();
}
const call = ({ repo }: Scene, tool: string, args: Record<string, unknown> = {}) =>
  session.call(tool, { repo_path: repo.folder, ...args });
const bare = (made: Scene, name: string): Repo => {
  const folder = path.join(made.root, name);
  made.repo.git('clone', '--quiet', '--bare', '.', folder);
  return new Repo(folder);
};
const branches = (repo: Repo): string[] =>
  repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
const hook = (made: Scene, script: string, file = '.git/hooks/pre-commit'): void => {
  made.repo.write(file, `#!/bin/sh\n${script}\n`);
  chmodSync(made.repo.at(file), 0o755);
};

test('a push goes to the one address that was asked about', async () => {
  const made = scene();
  const [first, second] = [bare(made, 'first.git'), bare(made, 'second.git')];
  for (const { folder } of [first, second]) made.repo.git('config', '--add', 'remote.origin.pushurl', folder);
  made.repo.git('commit', '--quiet', '-am', 'to be pushed');
  const control = made.repo.git('push', '--dry-run', '--porcelain', 'origin', 'main');
  expect(control).toContain('second.git');
  expect((await call(made, 'git_push', { to: 'sent' })).isError).toBe(false);
  expect(questions.join('\n')).toContain('first.git');
  expect(first.git('rev-parse', 'sent')).toBe(made.repo.git('rev-parse', 'main'));
  expect(branches(second)).not.toContain('sent');
});

test('an address that changes while the question is open is asked about again', async () => {
  const made = scene();
  const other = bare(made, 'other.git');
  mostAccepted = 1;
  meanwhile = () => made.repo.git('config', 'remote.origin.url', other.folder);
  const answer = await call(made, 'git_push', { branch: 'topic', to: 'sent' });
  expect(answer).toMatchObject({ isError: true, code: 'denied' });
  expect(questions[0]).not.toContain('other.git');
  expect(questions[1]).toContain('other.git');
  for (const folder of [other.folder, made.remote]) expect(branches(new Repo(folder))).not.toContain('sent');
});

test('a branch that moves while the question is open is asked about again', async () => {
  const made = scene();
  mostAccepted = 1;
  meanwhile = () => made.repo.git('update-ref', 'refs/heads/topic', 'clash');
  expect(await call(made, 'git_push', { branch: 'topic', to: 'sent' })).toMatchObject({
    isError: true,
    code: 'denied',
  });
  expect(questions).toHaveLength(2);
  expect(branches(new Repo(made.remote))).not.toContain('sent');
});

test('a refspec that would overwrite branches fetches nothing, and says so', async () => {
  const made = scene();
  const { repo } = made;
  repo.git('config', '--replace-all', 'remote.origin.fetch', '+refs/heads/topic:refs/heads/topic');
  const before = repo.git('for-each-ref', 'refs/heads');
  new Repo(made.remote).git('update-ref', 'refs/heads/topic', 'refs/heads/clash');
  const answer = await call(made, 'git_fetch');
  expect(answer).toMatchObject({ isError: true, code: 'denied' });
  expect(answer.text).toContain('remote.origin.fetch');
  expect(repo.git('for-each-ref', 'refs/heads')).toBe(before);
  repo.attempt(['fetch', 'origin']);
  expect(repo.git('for-each-ref', 'refs/heads'), 'the control').not.toBe(before);
});

test('a local remote with a hook that decides refuses a push, unless it is trusted', async () => {
  const made = scene();
  const remote = new Repo(made.remote);
  writeFileSync(path.join(made.remote, 'hooks/pre-receive'), '#!/bin/sh\necho no >&2\nexit 1\n', { mode: 0o755 });
  const refused = await call(made, 'git_push', { branch: 'topic', to: 'sent' });
  expect(refused).toMatchObject({ isError: true, code: 'denied' });
  expect(refused.text).toContain('pre-receive');
  expect((await session.call('git_trust', { repo_path: made.remote })).isError).toBe(false);
  const declined = await call(made, 'git_push', { branch: 'topic', to: 'sent' });
  expect(declined).toMatchObject({ isError: true, code: 'conflict' });
  expect(branches(remote)).not.toContain('sent');
  writeFileSync(path.join(made.remote, 'hooks/pre-receive'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  expect((await session.call('git_trust', { repo_path: made.remote })).isError).toBe(false);
  expect((await call(made, 'git_push', { branch: 'topic', to: 'sent' })).isError).toBe(false);
});

test('a link in the folder of hooks hides none of them', async () => {
  const made = scene();
  hook(made, `'${made.program}'`);
  symlinkSync('/etc/hostname', made.repo.at('.git/hooks/aaa'));
  expect(await call(made, 'git_trust')).toMatchObject({ isError: true, code: 'denied' });
  expect(questions).toEqual([]);
  await call(made, 'git_commit', { message: 'x', allow_empty: true });
  expect(effectOf({ ...made, repo: new Repo(made.outside) })).toBe('');
});

test('a long command is shown whole, and what cannot be shown is not asked', async () => {
  const made = scene();
  made.repo.git('config', 'filter.long.clean', `true ${'x'.repeat(600)} ; END-OF-COMMAND`);
  expect((await call(made, 'git_trust')).isError).toBe(false);
  expect(questions.join('\n')).toContain('END-OF-COMMAND');
  made.repo.git('config', 'filter.long.clean', `true ${'x'.repeat(60_000)}`);
  expect(await call(made, 'git_trust')).toMatchObject({ isError: true, code: 'denied' });
  made.repo.git('config', '--unset-all', 'filter.long.clean');
  made.repo.git('config', 'include.path', '../more.cfg');
  expect(await call(made, 'git_trust')).toMatchObject({ isError: true, code: 'denied' });
});

test.each([
  ['.git/hooks/pre-commit', undefined],
  ['.husky/pre-commit', '.husky'],
])('a file that %s sources is shown, and a change of it ends the consent', async (file, folder) => {
  const made = scene();
  made.repo.write('scripts/check.sh', 'true\n');
  hook(made, '. scripts/check.sh', file);
  if (folder !== undefined) made.repo.git('config', 'core.hooksPath', folder);
  expect((await call(made, 'git_trust')).isError).toBe(false);
  expect(questions.join('\n')).toMatch(/scripts\/check\.sh \d+ bytes/);
  expect((await call(made, 'git_audit')).text).toContain('trusted: it runs');
  made.repo.write('scripts/check.sh', `'${made.program}'\n`);
  await call(made, 'git_commit', { message: 'x', allow_empty: true });
  expect(existsSync(made.marker)).toBe(false);
  made.repo.attempt(['commit', '--allow-empty', '-m', 'control']);
  expect(existsSync(made.marker)).toBe(true);
});

test('trust in a repository is none in those inside of it', async () => {
  const made = scene();
  const { repo } = made;
  repo.git('init', '--quiet', repo.at('inner'));
  const inner = new Repo(repo.at('inner'));
  inner.commit('one', { 'x.txt': 'x\n', '.gitattributes': '* filter=evil\n' });
  repo.git('add', 'inner');
  repo.git('commit', '--quiet', '-m', 'with an inner one');
  hook(made, 'true');
  inner.git('config', 'filter.evil.clean', `'${made.program}'; cat`);
  inner.write('x.txt', 'y\n');
  expect((await call(made, 'git_trust')).isError).toBe(false);
  expect(questions.join('\n')).toContain('inner');
  for (const [tool, args] of [
    ['git_status', {}],
    ['git_add', { files: ['.'] }],
    ['git_stash', { action: 'push' }],
  ] as const)
    await call(made, tool, args);
  expect(existsSync(made.marker)).toBe(false);
  repo.attempt(['add', '.']);
  expect(existsSync(made.marker), 'the control').toBe(true);
});

test('a module is updated from the address of .gitmodules, and not by its configuration', async () => {
  const made = scene();
  const { repo } = made;
  const module = new Repo(path.join(made.root, 'module'));
  mkdirSync(module.folder);
  module.git('init', '--quiet');
  module.commit('one', { 'm.txt': 'one\n', '.gitattributes': '* filter=evil\n' });
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../module', 'module');
  repo.git('commit', '--quiet', '-m', 'with a module');
  const hidden = new Repo(path.join(made.outside, 'hidden'));
  mkdirSync(hidden.folder);
  hidden.git('init', '--quiet');
  hidden.commit('secret', { 'secret.txt': 'secret\n' });
  const own = repo.at('.git/modules/module');
  for (const [key, value] of [
    ['remote.origin.url', hidden.folder],
    ['remote.origin.uploadpack', made.program],
    ['filter.evil.smudge', `'${made.program}'; cat`],
    ['core.fsmonitor', made.program],
  ])
    repo.git('config', '--file', path.join(own, 'config'), key!, value!);
  const newer = module.commit('two', { 'm.txt': 'two\n' });
  repo.git('update-index', '--cacheinfo', `160000,${newer},module`);
  const answer = await call(made, 'git_update_submodules');
  expect(answer.isError, answer.text).toBe(false);
  expect(repo.read('module/m.txt')).toBe('two\n');
  expect(existsSync(made.marker)).toBe(false);
  expect(repo.has('module/secret.txt')).toBe(false);
  repo.attempt(['-c', 'protocol.file.allow=always', 'submodule', 'update', '--force']);
  expect(existsSync(made.marker), 'the control').toBe(true);
});

test('a name with a line end is one file of git_grep', async () => {
  const made = scene();
  made.repo.write('a\n9\0'.slice(0, 3) + '.txt', 'needle\n');
  const answer = await call(made, 'git_grep', { pattern: 'needle', untracked: true });
  expect(answer.text).toMatch(/^\[1 line in 1 file\]\n.*a.*9\.txt\n {2}1: needle$/);
});

test('a snapshot that was planted writes nothing into .git', async () => {
  const made = scene();
  const { repo } = made;
  await call(made, 'git_reset', { mode: 'hard' });
  const [, id = ''] = /(\d{14}-[0-9a-f]{6})/.exec((await call(made, 'git_undo')).text) ?? [];
  const log = repo.read('.git/logs/MCP_GIT_HEAD');
  const commit = /^[0-9a-f]+ ([0-9a-f]{40})/.exec(log.trim().split('\n').at(-1) ?? '')?.[1] ?? '';
  const manifest = JSON.parse(repo.git('show', `${commit}:manifest.json`)) as { files: object[] };
  const hookBlob = repo.bytes(['hash-object', '-w', '--stdin'], `#!/bin/sh\n'${made.program}'\n`).toString().trim();
  const plant = (file: string) => {
    const text = JSON.stringify({
      ...manifest,
      files: [{ path: file, kind: 'file', mode: 0o755, size: 10, entry: 99 }],
    });
    const blob = repo.bytes(['hash-object', '-w', '--stdin'], text).toString().trim();
    const tree = repo
      .bytes(
        ['mktree'],
        `${repo
          .git('ls-tree', commit)
          .split('\n')
          .filter((line) => !/\t(manifest\.json|work)$/.test(line))
          .join(
            '\n',
          )}\n100644 blob ${blob}\tmanifest.json\n040000 tree ${repo.bytes(['mktree'], `100644 blob ${hookBlob}\t99\n`).toString().trim()}\twork\n`,
      )
      .toString()
      .trim();
    const planted = repo.git('commit-tree', '-m', 'planted', tree);
    repo.write('.git/logs/MCP_GIT_HEAD', log.replaceAll(commit, planted));
  };
  for (const file of ['.git/hooks/pre-commit', '.GIT/hooks/pre-commit', '../planted', 'sub/../../planted']) {
    plant(file);
    expect(await call(made, 'git_undo', { snapshot: id }), file).toMatchObject({ isError: true, code: 'denied' });
    expect(repo.has('.git/hooks/pre-commit')).toBe(false);
    expect(existsSync(path.join(made.root, 'planted'))).toBe(false);
  }
  plant('plain.txt');
  expect((await call(made, 'git_undo', { snapshot: id })).isError, 'the control').toBe(false);
  expect(repo.has('plain.txt')).toBe(true);
});
