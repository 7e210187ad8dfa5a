import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveHttp } from './http-backend.ts';
import { shared, type Shared } from './shared.ts';
import { Repo } from './world.ts';

/**
 * Git LFS as far as these tests need it: contents come from the storage of the repository or, unless the environment forbids to look
 * there, from a "server", a folder. Each contact is noted with the address.
 */
const program = (home: string): string => `
const { createHash } = require('node:crypto');
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const config = (key) => require('node:child_process').execFileSync('git', ['config', '--get', key]).toString().trim();
const input = readFileSync(0);
const oid = /^version https:.*\\noid sha256:(\\w+)/.exec(input.toString('latin1'))?.[1];
const store = (id) => config('lfs.storage') + '/objects/' + id.slice(0, 2) + '/' + id.slice(2, 4);
if (process.argv[2] === 'clean') {
  if (oid) process.stdout.write(input);
  else {
    const id = createHash('sha256').update(input).digest('hex');
    mkdirSync(store(id), { recursive: true });
    writeFileSync(store(id) + '/' + id, input);
    process.stdout.write('version https://git-lfs.github.com/spec/v1\\noid sha256:' + id + '\\nsize ' + input.length + '\\n');
  }
} else if (!oid || process.env.GIT_LFS_SKIP_SMUDGE === '1') process.stdout.write(input);
else {
  const here = store(oid) + '/' + oid;
  if (!existsSync(here)) appendFileSync(${JSON.stringify(path.join(home, 'contacted'))}, config('lfs.url') + '\\n');
  process.stdout.write(readFileSync(existsSync(here) ? here : ${JSON.stringify(home)} + '/server/' + oid));
}
`;

function lfs(flags: readonly string[]): Shared {
  const server = shared({ flags: ['--protocols', 'https,http', ...flags] });
  const script = path.join(server.home, 'lfs.cjs');
  writeFileSync(script, program(server.home));
  const command = (kind: string) => `'${process.execPath}' '${script}' ${kind}`;
  writeFileSync(
    path.join(server.home, '.gitconfig'),
    `[filter "lfs"]\n\trequired\n\tclean = "${command('clean')}"\n\tsmudge = "${command('smudge')}"\n`,
  );
  return server;
}

const online = lfs([]);
const offline = lfs(['--no-network']);
const contacted = ({ home }: Shared): string =>
  existsSync(path.join(home, 'contacted')) ? readFileSync(path.join(home, 'contacted'), 'utf8') : '';

/** The pointer of a content that a server has, and no repository. */
function onServer({ home }: Shared, content: string): string {
  const oid = createHash('sha256').update(content).digest('hex');
  mkdirSync(path.join(home, 'server'), { recursive: true });
  writeFileSync(path.join(home, 'server', oid), content);
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
}

const attributes = { '.gitattributes': '*.bin filter=lfs -text\n' };

/** A repository whose branch `large` has a pointer, whose content is neither here nor in the remote. */
function withPointer(server: Shared, address: string): Repo {
  const repo = server.repo();
  repo.commit('first', attributes);
  repo.git('switch', '--quiet', '--create', 'large');
  const blob = repo.bytes(['hash-object', '-w', '--stdin'], onServer(server, 'large\n')).toString().trim();
  repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},big.bin`);
  repo.git('commit', '--quiet', '--message', 'large');
  repo.git('-c', 'filter.lfs.required=false', '-c', 'filter.lfs.smudge=cat', 'switch', '--quiet', '--force', 'main');
  repo.git('remote', 'add', 'origin', address);
  return repo;
}

describe.each([
  ['as it is', online],
  ['with --no-network', offline],
])('a checkout %s', (_, server) => {
  test('contacts no server that only the repository names', async () => {
    const repo = withPointer(server, 'https://example.org/x.git');
    const text = await server.ok(repo, 'git_checkout', { branch_name: 'large' });
    expect(text).toContain('big.bin: only the Git LFS pointer is here');
    expect(repo.read('big.bin')).toMatch(/^version https/);
    expect(repo.git('-c', 'filter.lfs.smudge=cat', 'status', '--porcelain')).toBe('');
    await server.ok(repo, 'git_reset', { mode: 'hard' });
    expect(contacted(server)).toBe('');
  });

  test('takes contents that are here', async () => {
    const repo = server.repo();
    repo.commit('first', attributes);
    repo.git('remote', 'add', 'origin', 'https://example.org/x.git');
    repo.git('config', 'lfs.storage', repo.at('.git/lfs'));
    repo.git('switch', '--quiet', '--create', 'large');
    repo.commit('large', { 'big.bin': 'large\n' });
    repo.git('switch', '--quiet', 'main');
    const text = await server.ok(repo, 'git_checkout', { branch_name: 'large' });
    expect(text).not.toContain('pointer');
    expect(repo.read('big.bin')).toBe('large\n');
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(contacted(server)).toBe('');
  });
});

test('plain git contacts it: the control', async () => {
  const repo = withPointer(online, 'https://example.org/x.git');
  repo.git('config', 'lfs.storage', repo.at('.git/lfs'));
  repo.git('config', 'lfs.url', 'https://example.org/x.git/info/lfs');
  await repo.attemptServed(['switch', 'large']);
  expect(contacted(online)).toContain('https://example.org/x.git/info/lfs');
  rmSync(path.join(online.home, 'contacted'));
});

test('a fetch replaces the pointers, and the checkout after it downloads', async () => {
  const root = await serveHttp(online.root);
  const repo = withPointer(online, `${root}/web.git`);
  repo.git('clone', '--quiet', '--bare', '.', '../web.git');
  await online.ok(repo, 'git_checkout', { branch_name: 'large' });
  expect(await online.ok(repo, 'git_fetch')).toContain('with the contents of 1 Git LFS file');
  expect(repo.read('big.bin')).toBe('large\n');
  await online.ok(repo, 'git_checkout', { branch_name: 'main' });
  await online.ok(repo, 'git_checkout', { branch_name: 'large' });
  expect(repo.read('big.bin')).toBe('large\n');
  expect(new Set(contacted(online).trim().split('\n'))).toEqual(new Set([`${root}/web.git/info/lfs`]));
  rmSync(path.join(online.home, 'contacted'));
});

test('clone, fetch and pull take contents from a repository on this computer', async () => {
  const source = online.repo();
  source.git('config', 'lfs.storage', source.at('.git/lfs'));
  source.commit('first', { ...attributes, 'big.bin': 'large\n' });
  const place = path.join(online.root, 'cloned');
  expect(
    await online.ok(online.root, 'git_clone', { repo_path: undefined, url: source.folder, path: place }),
  ).toContain('with the contents of 1 Git LFS file');
  const clone = new Repo(place);
  expect(clone.read('big.bin')).toBe('large\n');
  source.commit('second', { 'big.bin': 'larger\n' });
  expect(await online.ok(clone, 'git_pull')).toContain('with the contents of 1 Git LFS file');
  expect(clone.read('big.bin')).toBe('larger\n');
  rmSync(source.at('.git/lfs'), { recursive: true });
  source.git('-c', 'filter.lfs.clean=cat', 'commit', '--quiet', '--allow-empty', '--message', 'third');
  const lost = onServer(online, 'lost\n');
  source.write('lost.bin', lost);
  source.git('add', 'lost.bin');
  source.git('commit', '--quiet', '--message', 'lost');
  expect(await online.ok(clone, 'git_pull')).toContain('the contents of 1 Git LFS file are neither here nor there');
  expect(clone.read('lost.bin')).toBe(lost);
  expect(contacted(online)).toBe('');
});
