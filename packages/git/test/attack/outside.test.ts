import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { shared } from '../shared.ts';
import { Repo } from '../world.ts';
import { escapes, type Escape, type Outside } from './outside.ts';

const server = shared();
let made = 0;

function scene(): { repo: Repo; outside: Outside } {
  const folder = path.join(server.outside, `scene${++made}`);
  const repo = new Repo(path.join(server.root, `scene${made}`));
  const other = new Repo(path.join(folder, 'repository'));
  cpSync(path.join(server.outside, 'template'), folder, { recursive: true });
  renameSync(path.join(folder, 'inside'), repo.folder);
  return {
    repo,
    outside: { folder, secret: 'secret line of the user', other, commit: other.git('rev-parse', 'HEAD') },
  };
}

beforeAll(() => {
  const folder = path.join(server.outside, 'template');
  for (const name of ['repository', 'inside']) {
    const repo = new Repo(path.join(folder, name));
    mkdirSync(repo.folder, { recursive: true });
    repo.git('init', '--quiet', '--initial-branch=main');
    repo.commit(name, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  }
  const repo = new Repo(path.join(folder, 'inside'));
  repo.git('switch', '--quiet', '--create', 'topic');
  repo.commit('topic', { 't.txt': 't\n' });
  repo.git('switch', '--quiet', 'main');
  writeFileSync(path.join(folder, 'secret'), 'secret line of the user\n');
  writeFileSync(path.join(folder, 'victim'), 'the only copy\n');
});

/** Returns what of the outside is in a text: the secret, or the id of the repository's commit. */
const leaked = (text: string, { secret, commit }: Outside): string[] =>
  [secret, commit, commit.slice(0, 9)].filter((one) => text.includes(one));

const applies = (repo: Repo, { since }: Escape): boolean => {
  const [major = 0, minor = 0] = repo.git('--version').match(/\d+/g)?.map(Number) ?? [];
  return since === undefined || major > since[0] || (major === since[0] && minor >= since[1]);
};

test.each(escapes)('plain git leaves the folder: $name', async (escape) => {
  const { repo, outside } = scene();
  if (!applies(repo, escape)) return;
  escape.plant(repo, outside);
  const said: string[] = [];
  for (const args of escape.bites) said.push(repo.attempt(args).output);
  expect(leaked(escape.effect?.(repo, outside) ?? said.join(''), outside), said.join('\n')).not.toEqual([]);
});

describe('no tool does', () => {
  test.each(escapes)('$name', async (escape) => {
    const { repo, outside } = scene();
    escape.plant(repo, outside);
    for (const [tool, args] of escape.calls) {
      const { text } = await server.call(repo, tool, args);
      expect(leaked(text + (escape.effect?.(repo, outside) ?? ''), outside), `${tool}: ${text}`).toEqual([]);
    }
    if (applies(repo, escape)) expect(leaked(repo.git('ls-files', '--stage'), outside)).toEqual([]);
  });
});

test('a search names the folder that it left out', async () => {
  const { repo, outside } = scene();
  repo.commit('line', { 'c.txt': 'line\n' });
  escapes[0]?.plant(repo, outside);
  const text = await server.ok(repo, 'git_grep', { pattern: 'line' });
  expect(text).toContain('[1 line in 1 file, not searched, reached by a link: folder]');
  expect(text).toContain('c.txt\n  1: line');
});

test('a copy in place of the hard link makes writing possible again', async () => {
  const { repo, outside } = scene();
  escapes.find(({ name }) => name.startsWith('COMMIT_EDITMSG'))?.plant(repo, outside);
  expect(await server.refused(repo, 'denied', 'git_commit', { message: 'x', all: true })).toContain('hard link');
  await server.ok(repo, 'git_status');
  const text = repo.read('.git/COMMIT_EDITMSG');
  rmSync(repo.at('.git/COMMIT_EDITMSG'));
  repo.write('.git/COMMIT_EDITMSG', text);
  await server.ok(repo, 'git_commit', { message: 'x', all: true });
});
