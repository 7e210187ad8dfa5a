import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import '@mcp-reference/kit/zod';
import { createLog, type Call } from '@mcp-reference/kit';
import { Sandbox } from '@mcp-reference/kit/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Context } from '../../src/context.ts';
import { Git } from '../../src/git/git.ts';
import { TrustStore } from '../../src/git/trust-store.ts';
import { surroundings } from '../../src/linked.ts';
import type { GitOperations } from '../../src/files/index.ts';
import { gitAdd } from '../../src/tools/git-add.ts';
import { gitCommit } from '../../src/tools/git-commit.ts';
import { gitStatus } from '../../src/tools/git-status.ts';
import { gitProgram, temporaryFolder, userEnvironment } from '../start.ts';
import { world, type Repo } from '../world.ts';

/** The server's git as it is on a system without symbolic links, such as Windows. */
async function withoutLinks(root: string): Promise<Context> {
  const log = createLog('test', 'silent');
  const around = await surroundings([root]);
  const files = await Sandbox.open<GitOperations>([{ path: root, writable: true }], {
    helper: fileURLToPath(new URL('../../dist/helper.mjs', import.meta.url)),
    log,
    quick: ['layout', 'readBytes', 'hooks', 'indexPaths'],
  });
  const state = temporaryFolder();
  const git = new Git({
    files,
    around,
    log,
    program: gitProgram,
    env: { PATH: process.env['PATH'], ...userEnvironment(path.join(root, '..')) },
    protocols: ['https'],
    trust: [],
    network: true,
    store: new TrustStore(path.join(state, 'trusted.json')),
    views: path.join(state, 'views'),
    links: false,
  });
  onTestFinished(async () => {
    await git.close();
    files.close();
  });
  return { git, unasked: true, roots: 'ignore', withRoots: async () => files };
}

const call = (): Call => ({
  signal: new AbortController().signal,
  deadline: Date.now() + 120_000,
  budget: 24_000,
  progress() {},
  warn() {},
  confirm: async () => {},
  ask: async () => ({}),
  canAsk: () => false,
  label() {},
  digest: () => '',
  earlier: async () => [],
  log() {},
});

const status = (context: Context, repo: Repo) =>
  gitStatus.handler(gitStatus.input.parse({ repo_path: repo.folder }), context, call());

/** A program that leaves a mark when it is started. */
function marking(folder: string, name: string): { program: string; mark: string } {
  const mark = path.join(folder, `${name}.started`);
  const program = path.join(folder, name);
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(program, 0o755);
  return { program, mark };
}

describe.skipIf(process.platform === 'win32')('a repository that is used where it is, without a view', () => {
  test('is read and committed to when its configuration is plain', async () => {
    const { root, repo } = world();
    repo.git('config', 'branch.main.vscode-merge-base', 'origin/main');
    repo.git('config', 'core.autocrlf', 'false');
    const context = await withoutLinks(root);
    repo.write('new.txt', 'new\n');
    expect(await status(context, repo)).toContain('new.txt');
    await gitAdd.handler(gitAdd.input.parse({ repo_path: repo.folder, files: ['new.txt'] }), context, call());
    await gitCommit.handler(gitCommit.input.parse({ repo_path: repo.folder, message: 'plain' }), context, call());
    expect(repo.git('log', '-1', '--format=%s')).toBe('plain');
  });

  test.each(['core.fsmonitor', 'filter.evil.clean', 'core.sshCommand', 'alias.st', 'include.path', 'diff.external'])(
    'is refused when it sets %s, and nothing is started',
    async (key) => {
      const { root, outside, repo } = world();
      const { program, mark } = marking(outside, 'evil');
      repo.git('config', key, program);
      writeFileSync(repo.at('.gitattributes'), '* filter=evil\n');
      const context = await withoutLinks(root);
      await expect(status(context, repo)).rejects.toMatchObject({
        code: 'denied',
        message: expect.stringContaining(`"${key.toLowerCase()}"`),
      });
      expect(existsSync(mark)).toBe(false);
    },
  );

  test('runs none of its hooks; plain git does', async () => {
    const { root, outside, repo } = world();
    const { program, mark } = marking(outside, 'hook');
    mkdirSync(repo.at('.git/hooks'), { recursive: true });
    writeFileSync(repo.at('.git/hooks/pre-commit'), `#!/bin/sh\n${program} </dev/null\n`, { mode: 0o755 });
    const context = await withoutLinks(root);
    repo.write('a-new-file.txt', 'x\n');
    repo.git('add', 'a-new-file.txt');
    await gitCommit.handler(gitCommit.input.parse({ repo_path: repo.folder, message: 'quiet' }), context, call());
    expect(repo.git('log', '-1', '--format=%s')).toBe('quiet');
    expect(existsSync(mark)).toBe(false);
    repo.git('commit', '--allow-empty', '-m', 'control');
    expect(existsSync(mark)).toBe(true);
  });
});
