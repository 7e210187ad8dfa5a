import { expect, test } from 'vitest';
import { shared } from './shared.ts';

const server = shared();
const { ok, refused, repo: make } = server;

/** Returns the pointer that `git lfs` stores in place of a file; the program is not needed for it. */
const pointer = (size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize ${size}\n`;

test('a push that would leave pointers without their contents is refused', async () => {
  const repo = make();
  repo.git('init', '--quiet', '--bare', '../lfs-remote.git');
  repo.git('remote', 'add', 'origin', '../lfs-remote.git');
  repo.commit('plain', { 'a.txt': 'a\n' });
  await ok(repo, 'git_push');
  repo.commit('large', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': pointer(12_345), 'b.txt': 'b\n' });
  const text = await refused(repo, 'denied', 'git_push');
  expect(text).toContain('1 file in these commits is a Git LFS pointer (big.bin)');
  expect(repo.git('-C', '../lfs-remote.git', 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'HEAD~1'));
  await ok(repo, 'git_push', { skip_lfs: true });
  expect(repo.git('-C', '../lfs-remote.git', 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'HEAD'));
  repo.commit('text only', { 'b.txt': 'more\n' });
  await ok(repo, 'git_push');
});

test('the list of LFS files says whose contents are here', async () => {
  const repo = make();
  repo.commit('large', {
    '.gitattributes': '*.bin filter=lfs\n',
    'big.bin': pointer(12_345),
    'here.bin': 'x'.repeat(3_000),
  });
  const text = await ok(repo, 'git_list', { what: 'lfs' });
  expect(text).toContain('big.bin pointer only');
  expect(text).toContain('here.bin 3000 bytes');
});

test('the list of a sparse checkout is its folders', async () => {
  const repo = make();
  repo.commit('first', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
  expect(await ok(repo, 'git_list', { what: 'sparse' })).toContain('every file is checked out');
  repo.git('sparse-checkout', 'set', 'in');
  expect(await ok(repo, 'git_list', { what: 'sparse' })).toContain('\nin');
});
