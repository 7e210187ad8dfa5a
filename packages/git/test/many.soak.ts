// More commits and objects than a call looks through, or than it once did.
import path from 'node:path';
import { expect, test } from 'vitest';
import { shared } from './shared.ts';
import type { Repo } from './world.ts';

const server = shared();
const { ok, refused, repo: make } = server;

/** A repository whose main has so many commits after the first one, where `other` branches off. */
function long(commits: number): Repo {
  const repo = make();
  repo.commit('base', { 'base.txt': 'base\n' });
  repo.git('branch', 'other');
  const lines = Array.from({ length: commits }, (_, i) => [
    `commit refs/heads/main\nmark :${i + 1}\ncommitter A <a@example.org> ${1_800_000_000 + i} +0000\ndata 1\nx`,
    ...(i === 0 ? ['from refs/heads/main^0'] : []),
    `M 644 inline f\ndata ${String(i).length}\n${i}\n`,
  ]);
  repo.bytes(['fast-import', '--quiet', '--force'], lines.flat().join('\n'));
  repo.git('reset', '--quiet', '--hard');
  return repo;
}

test('a rebase looks for published commits among all of them, and counts all', async () => {
  const repo = long(510);
  repo.git('update-ref', 'refs/remotes/origin/main', 'main~500');
  const oldest = repo.git('rev-parse', 'main~509');
  server.answer = 'decline';
  try {
    await refused(repo, 'denied', 'git_rebase', { onto: 'other' });
  } finally {
    server.answer = 'accept';
  }
  const question = server.questions.at(-1);
  expect(question).toContain('Rebase 510 commits onto other?');
  expect(question).toContain(`At least ${oldest.slice(0, 9)}`);
  expect(question).toContain('is on origin/main already');
  expect(repo.git('rev-list', '--count', 'other..main')).toBe('510');
});

test('a push of more than can be looked through for Git LFS files is refused', async () => {
  const repo = make();
  repo.git('init', '--quiet', '--bare', '../many.git');
  repo.git('remote', 'add', 'origin', '../many.git');
  const remote = path.join(server.root, 'many.git');
  const folder = Array.from({ length: 15 }, (_, i) => String(i).padEnd(250, 'x')).join('/');
  const files = Array.from({ length: 1_700 }, (_, i) => `M 644 inline ${folder}/${i}.bin\ndata 4\n${1_000 + i}\n`);
  const commit = 'commit refs/heads/main\ncommitter A <a@example.org> 1800000000 +0000\ndata 1\nx\n';
  repo.bytes(['fast-import', '--quiet'], `${commit}${files.join('')}`);
  repo.write('.git/lfs/objects/.keep', '');
  const text = await refused(repo, 'too_large', 'git_push');
  expect(text).toContain('too many to look for Git LFS files among them. Nothing was sent.');
  expect(repo.git('-C', remote, 'for-each-ref')).toBe('');
  await ok(repo, 'git_push', { skip_lfs: true });
  expect(repo.git('-C', remote, 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'main'));
});
