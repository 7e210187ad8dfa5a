import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { Repo, world } from './world.ts';

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
