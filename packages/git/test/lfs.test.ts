import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveHttp } from './http-backend.ts';
import { shared } from './shared.ts';
import type { Repo } from './world.ts';

const server = shared({ flags: ['--protocols', 'https,http'] });
const { ok, refused, repo: make } = server;

/** Returns the pointer that `git lfs` stores in place of a file; the program is not needed for it. */
const pointer = (size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize ${size}\n`;

/** Puts a content where `git lfs` stores it, and returns its pointer. */
function stored(repo: Repo, content: string): string {
  const oid = createHash('sha256').update(content).digest('hex');
  repo.write(`.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, content);
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
}

const contentsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /lfs.*[0-9a-f]{64}$/.test(name));

/** A repository with a bare remote beside it. */
function withRemote(name: string, url = `../${name}`): { repo: Repo; remote: string } {
  const repo = make();
  repo.git('init', '--quiet', '--bare', `../${name}`);
  repo.git('remote', 'add', 'origin', url);
  return { repo, remote: path.join(server.root, name) };
}

describe('a push with Git LFS pointers', () => {
  test.each([
    ['path', (name: string) => `../${name}`],
    ['file:// address', (name: string) => `file://${server.root}/${name}`],
  ])('to a %s brings the contents along', async (kind, address) => {
    const name = `sent-${kind.length}.git`;
    const { repo, remote } = withRemote(name, address(name));
    const content = 'large '.repeat(1_000);
    repo.commit('large', { 'sub/.gitattributes': '*.bin filter=lfs\n', 'sub/big.bin': stored(repo, content) });
    const text = await ok(repo, 'git_push');
    expect(text).toContain('with the contents of 1 Git LFS file');
    const [file = ''] = contentsIn(remote);
    expect(readFileSync(path.join(remote, file), 'utf8')).toBe(content);
    expect(repo.git('-C', remote, 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'HEAD'));
    repo.commit('text only', { 'b.txt': 'more\n' });
    expect(await ok(repo, 'git_push')).not.toContain('LFS');
  });

  test('is refused when the contents are nowhere', async () => {
    const { repo, remote } = withRemote('lost.git');
    repo.commit('plain', { 'a.txt': 'a\n' });
    await ok(repo, 'git_push');
    repo.commit('large', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': pointer(12_345), 'b.txt': 'b\n' });
    const text = await refused(repo, 'unavailable', 'git_push');
    expect(text).toContain('1 file in these commits is a Git LFS pointer (big.bin)');
    expect(repo.git('-C', remote, 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'HEAD~1'));
    await ok(repo, 'git_push', { skip_lfs: true });
    expect(repo.git('-C', remote, 'rev-parse', 'main')).toBe(repo.git('rev-parse', 'HEAD'));
  });

  test('is refused when a content is damaged', async () => {
    const { repo, remote } = withRemote('damaged.git');
    const text = stored(repo, 'right');
    const [file = ''] = contentsIn(repo.at('.git'));
    repo.write(`.git/${file}`, 'wrong');
    repo.commit('large', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': text });
    await refused(repo, 'unavailable', 'git_push');
    expect(repo.git('-C', remote, 'for-each-ref')).toBe('');
    expect(contentsIn(remote)).toEqual([]);
  });

  test('finds them on a branch that is not checked out', async () => {
    const { repo, remote } = withRemote('other.git');
    repo.commit('plain', { '.gitattributes': '*.txt text\n' });
    repo.git('switch', '--quiet', '--create', 'large');
    repo.commit('large', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': pointer(99) });
    repo.git('switch', '--quiet', 'main');
    await refused(repo, 'unavailable', 'git_push', { branch: 'large' });
    expect(repo.git('-C', remote, 'for-each-ref')).toBe('');
  });

  test('to another computer is refused when nothing would upload them', async () => {
    const { repo, remote } = withRemote('web.git');
    repo.git('-C', remote, 'config', 'http.receivepack', 'true');
    repo.git('remote', 'set-url', 'origin', `${await serveHttp(server.root)}/web.git`);
    repo.commit('large', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': stored(repo, 'content') });
    const text = await refused(repo, 'denied', 'git_push');
    expect(text).toContain('nothing would upload the contents');
    expect(repo.git('-C', remote, 'for-each-ref')).toBe('');
  });
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
