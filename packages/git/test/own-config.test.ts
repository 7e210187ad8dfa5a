import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { defaultEra, startSession, type Session } from '@mcp-reference/kit/testing';
import { Scenes } from './attack/scenes.ts';
import type { Scene } from './attack/planted.ts';
import { gitProgram, program, userEnvironment } from './start.ts';

// What the user configured for all repositories works in those that are not trusted, with the repository's own put aside.
const scenes = new Scenes();
let session: Session;
let scene: Scene;
const configured = () => path.join(scenes.base, '.gitconfig');
const call = (tool: string, args: Record<string, unknown> = {}) =>
  session.call(tool, { repo_path: scene.repo.folder, ...args });
const script = (name: string, text: string): string => {
  const file = path.join(scenes.base, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
};
/** Writes a hook of the repository that leaves the mark of the scene. */
const hookAt = (name: string): void => {
  scene.repo.write(name, `#!/bin/sh\n'${scene.program}'\n`);
  chmodSync(scene.repo.at(name), 0o755);
};

beforeAll(async () => {
  scenes.begin();
  // One server, which reads what each test configures.
  session = await startSession({
    era: defaultEra,
    args: [program, '--toolsets', 'all', scenes.allowed],
    env: { ...userEnvironment(scenes.base), ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }) },
    answer: () => 'accept',
  });
});
beforeEach(() => {
  scene = scenes.make();
});
afterAll(async () => {
  await session.close();
  scenes.end();
});

test('hooks that the user keeps for all repositories run', async () => {
  const ran = path.join(scenes.base, 'ran');
  script('pre-commit', `echo commit >> '${ran}'`);
  script('pre-push', `echo push >> '${ran}'`);
  writeFileSync(configured(), `[core]\n\thooksPath = ${scenes.base}\n`);
  scene.repo.git('config', 'core.hooksPath', '.husky');
  hookAt('.husky/pre-commit');
  const made = await call('git_commit', { message: 'x', allow_empty: true });
  expect(made.isError, made.text).toBe(false);
  expect((await call('git_push', { branch: 'topic', to: 'sent' })).isError).toBe(false);
  expect(readFileSync(ran, 'utf8')).toBe('commit\npush\n');
  expect(existsSync(scene.marker)).toBe(false);
  script('pre-commit', 'echo not today >&2; exit 1');
  expect((await call('git_commit', { message: 'x', allow_empty: true })).isError).toBe(true);
});

test('a relative path of hooks would lead into the repository: it is not used', async () => {
  writeFileSync(configured(), '[core]\n\thooksPath = .githooks\n');
  hookAt('.githooks/pre-commit');
  scene.repo.git('add', '.githooks');
  expect((await call('git_commit', { message: 'x' })).isError).toBe(false);
  expect(existsSync(scene.marker)).toBe(false);
  // Control: git itself runs it.
  scene.repo.attempt(['-c', 'core.hooksPath=.githooks', 'commit', '--allow-empty', '--message', 'x']);
  expect(existsSync(scene.marker)).toBe(true);
});

test('commits are signed with the user program, and not with that of the repository', async () => {
  const gpg = script(
    'gpg',
    `cat > /dev/null; echo '[GNUPG:] SIG_CREATED D 1 8 00 0 X' >&2; printf -- '-----BEGIN PGP SIGNATURE-----\\n\\naGVsbG8=\\n-----END PGP SIGNATURE-----\\n'`,
  );
  writeFileSync(configured(), `[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${gpg}\n`);
  scene.repo.git('config', 'gpg.program', scene.program);
  const made = await call('git_commit', { message: 'x', allow_empty: true });
  expect(made.isError, made.text).toBe(false);
  expect(scene.repo.git('cat-file', 'commit', 'HEAD')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----');
  expect(existsSync(scene.marker)).toBe(false);
});

test('the user ssh command is used for an ssh remote', async () => {
  const ran = path.join(scenes.base, 'ssh-ran');
  writeFileSync(configured(), `[core]\n\tsshCommand = ${script('connect', `echo "$*" >> '${ran}'; exit 1`)}\n`);
  scene.repo.git('config', 'core.sshCommand', scene.program);
  scene.repo.git('remote', 'set-url', 'origin', 'ssh://host.invalid/x.git');
  expect((await call('git_fetch')).isError).toBe(true);
  expect(readFileSync(ran, 'utf8')).toContain('host.invalid');
  expect(existsSync(scene.marker)).toBe(false);
});

test('includes of the user that depend on the folder, the branch and the remote hold', async () => {
  writeFileSync(path.join(scenes.base, 'work.cfg'), '[user]\n\tname = Work\n\temail = w@example.org\n');
  const other = await startSession({
    era: defaultEra,
    args: [program, scenes.allowed],
    env: {
      HOME: scenes.base,
      XDG_STATE_HOME: path.join(scenes.base, '.state'),
      GIT_CONFIG_NOSYSTEM: '1',
      ...(gitProgram && { MCP_GIT_PROGRAM: gitProgram }),
    },
  });
  onTestFinished(() => other.close());
  for (const condition of [
    `gitdir:${scene.repo.folder}/`,
    'onbranch:main',
    ...(scene.repo.git('--version') >= 'git version 2.36' ? ['hasconfig:remote.*.url:../remote.git'] : []),
  ]) {
    writeFileSync(configured(), `[includeIf "${condition}"]\n\tpath = work.cfg\n`);
    const made = await other.call('git_commit', {
      repo_path: scene.repo.folder,
      message: condition,
      allow_empty: true,
    });
    expect(made.isError, made.text).toBe(false);
    expect(scene.repo.git('log', '-1', '--format=%an %s')).toBe(`Work ${condition}`);
  }
});

test('the user Git LFS sees nothing that the repository says about it', async () => {
  const seen = path.join(scenes.base, 'lfs-seen');
  const lfs = script('lfs', `git config --get-regexp '^lfs\\.' > '${seen}'; cat`);
  writeFileSync(configured(), `[filter "lfs"]\n\tclean = ${lfs}\n\tsmudge = cat\n\trequired = true\n`);
  for (const key of ['lfs.extension.x.clean', 'lfs.customtransfer.x.path', 'lfs.standalonetransferagent', 'lfs.url'])
    scene.repo.git('config', key, scene.program);
  scene.repo.write('.lfsconfig', '[lfs]\n\turl = https://attacker.invalid/\n');
  scene.repo.write('.gitattributes', '*.bin filter=lfs\n');
  scene.repo.write('x.bin', 'large\n');
  const added = await call('git_add', { files: ['x.bin'] });
  expect(added.isError, added.text).toBe(false);
  const told = readFileSync(seen, 'utf8');
  expect(told).not.toContain(scene.program);
  expect(told).toContain(`lfs.storage ${scene.repo.at('.git/lfs')}`);
  expect(told).toMatch(/^lfs\.url (?!https:\/\/attacker)/m);
});

test('what git writes into the configuration reaches the repository', async () => {
  const { repo } = scene;
  repo.git('config', 'remote.origin.uploadpack', scene.program);
  repo.git('config', 'remote.origin.note', 'mine');
  await call('git_configure', { action: 'set_upstream', name: 'topic', value: 'origin/topic' });
  expect(repo.git('config', 'branch.topic.merge')).toBe('refs/heads/topic');
  await call('git_configure', { action: 'rename_branch', name: 'main', value: 'trunk' });
  expect(repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/trunk');
  expect(repo.git('config', 'branch.trunk.merge')).toBe('refs/heads/main');
  await call('git_configure', { action: 'rename_remote', name: 'origin', value: 'upstream' });
  expect(repo.git('config', 'remote.upstream.note')).toBe('mine');
  expect(repo.git('config', '--get-all', 'remote.upstream.fetch')).toBe('+refs/heads/*:refs/remotes/upstream/*');
  expect(repo.git('config', 'branch.trunk.remote')).toBe('upstream');
  await call('git_create', { what: 'worktree', name: path.join(scene.root, 'tree'), branch: 'tree' });
  expect(readFileSync(path.join(scene.root, 'tree/.git'), 'utf8')).toBe(`gitdir: ${repo.at('.git/worktrees/tree')}\n`);
  expect(repo.git('-C', path.join(scene.root, 'tree'), 'status', '--porcelain')).toBe('');
  expect((await call('git_list', { what: 'worktrees' })).text).toContain(repo.folder);
});

test('a push uploads what Git LFS keeps, by the user program and not by the hook of the repository', async () => {
  const ran = path.join(scenes.base, 'lfs-push');
  writeFileSync(
    configured(),
    `[filter "lfs"]\n\tclean = cat\n[alias]\n\tlfs = "!echo \\"$*\\" > '${ran}'; cat > /dev/null; :"\n`,
  );
  const hook = `#!/bin/sh\n'${scene.program}'\ngit lfs pre-push "$@"\n`;
  writeFileSync(scene.repo.at('.git/hooks/pre-push'), hook, { mode: 0o755 });
  const pushed = await call('git_push', { branch: 'topic', to: 'sent' });
  expect(pushed.isError, pushed.text).toBe(false);
  expect(readFileSync(ran, 'utf8')).toMatch(/^pre-push origin /);
  expect(existsSync(scene.marker)).toBe(false);
});
