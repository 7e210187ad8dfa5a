// The command as a user sees it, in a copy of the files that it needs, with stand-ins for installing and building.
// new-server.smoke.ts tests that the result builds, passes its tests and runs.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readFiles } from '../new-server/files.ts';
import { UsageError } from '../new-server/name.ts';
import { readRequest } from '../new-server/request.ts';
import { root } from '../packages.ts';

const scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'new-server-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const repository = path.join(scratch, 'repository');
const programs = path.join(scratch, 'bin');
const outside = path.join(scratch, 'outside');
const copied = [
  'scripts',
  'packages/kit/src',
  'packages/kit/package.json',
  'packages/template',
  'packages/template-api',
  'packages/template-minimal',
  '.github',
];
const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'LICENSE', 'tsconfig.json', 'docs'];
const configs = ['.oxlintrc.json', '.oxfmtrc.json', 'rolldown.shared.ts', 'packages/git/package.json'];

// Once, because failures change nothing and each success has another name.
beforeAll(() => {
  for (const folder of [programs, outside, path.join(repository, 'node_modules')])
    mkdirSync(folder, { recursive: true });
  const made = /[/\\](node_modules|dist|\.turbo)$/;
  for (const name of [...copied, ...files, ...configs])
    cpSync(path.join(root, name), path.join(repository, name), { recursive: true, filter: (file) => !made.test(file) });
});
beforeEach(() => {
  installer('');
  generator('');
});

/** A stand-in for pnpm. */
function installer(code: string): void {
  writeFileSync(path.join(programs, 'pnpm'), `#!/usr/bin/env node\n${code}`, { mode: 0o755 });
  if (process.platform === 'win32') writeFileSync(path.join(programs, 'pnpm.cmd'), '@node "%~dp0pnpm" %*');
}

/** A stand-in for the generator, which needs installed packages. */
const generator = (code: string) =>
  writeFileSync(path.join(repository, 'scripts/generate.ts'), `import fs from 'node:fs';${code}`);

function newServer(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const { npm_config_standalone: _, ...env } = process.env;
  const PATH = [programs, path.join(root, 'node_modules/.bin'), env['PATH']].join(path.delimiter);
  const script = path.join(repository, 'scripts/new-server.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...env, PATH, INIT_CWD: outside, ...more },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Returns all files, to check that nothing changed. */
const everything = () => new Map([...readFiles(repository), ...readFiles(outside)]);

describe('explains a wrong request and changes nothing', () => {
  // Reading a request only looks at the disk; three go through the program.
  const far = `"${path.join(outside, 'nowhere', 'far')}" does not exist`;
  test.each<[string, string[], string]>([
    ['no name', [], 'A name is missing.'],
    ['two names', ['weather', 'climate'], '"climate" is one argument too many.'],
    ['an unknown flag', ['weather', '--fast'], "Unknown option '--fast'"],
    ['a name with capitals', ['myWeather'], '"myWeather" is not in kebab-case'],
    ['and what it could be', ['My Weather!'], 'Try "my-weather".'],
    ['a name with a path', ['../weather'], 'is not in kebab-case'],
    ['a name that is empty', [''], '"" is not in kebab-case'],
    ['a name that begins with a digit', ['3d'], 'Try "d".'],
    ['a long name', ['w'.repeat(41)], 'has more than 40 characters'],
    ['the name of a server', ['git'], 'There is a git already: packages/git.'],
    ['the name of a folder', ['kit'], 'There is a kit already: packages/kit.'],
    ['the name of the template', ['my-example'], 'There is a my-example already: packages/template.'],
    ['a word of the language', ['class'], '"class" is a reserved word'],
    ['a device of Windows', ['con'], '"con" is a reserved word'],
    ['an unknown kind', ['plants', '--kind', 'database'], '--kind is api, minimal, files, not "database".'],
    [
      'a word of the code',
      ['entries', '--kind', 'files'],
      '"entries" means something else in the code of every server',
    ],
    ['no folder', ['weather', '--standalone'], 'argument missing'],
    ['an empty folder name', ['weather', '--standalone='], '--standalone needs a folder.'],
    ['a folder that is not empty', ['weather', '--standalone', '..'], 'is not empty'],
    ['a folder in no folder', ['weather', '--standalone', 'nowhere/far/weather'], far],
    ['a file', ['weather', '--standalone', '../bin/pnpm'], 'is a file'],
    ['a folder in here', ['weather', '--standalone', path.join(root, 'weather')], 'is inside this repository'],
  ])('%s', (_what, args, said) => {
    expect(() => readRequest(args, {}, outside)).toThrow(
      expect.objectContaining({ constructor: UsageError, message: expect.stringContaining(said) }),
    );
  });

  test.each<[string, string[], string]>([
    ['a name that is taken', ['git'], 'There is a git already: packages/git.'],
    ['a folder that is not empty', ['weather', '--standalone', '..'], 'is not empty'],
    ['an unknown kind', ['plants', '--kind', 'database'], '--kind is api, minimal, files, not "database".'],
  ])('the program: %s', (_what, args, said) => {
    const before = everything();
    const { status, stdout, stderr } = newServer(args);
    expect(stderr).toContain(said);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(everything()).toEqual(before);
  });

  test('a flag that npm took for itself', () => {
    expect(() => readRequest(['weather'], { npm_config_standalone: '../weather' }, outside)).toThrow(
      'put "--" in front',
    );
  });

  test.each([
    ['fails', 'console.error("no network"); process.exit(1);', 'no network'],
    ['fails when it has changed the lockfile', `fs.appendFileSync('pnpm-lock.yaml', 'x'); process.exit(1);`, 'failed'],
    ['can install but not build', 'process.exit(process.argv.includes("build") ? 1 : 0);', 'run build failed'],
  ])('an installer that %s', (_what, code, said) => {
    installer(`const fs = require('node:fs');${code}`);
    const before = everything();
    const { status, stderr } = newServer(['weather']);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/Nothing was changed\.\n$/);
    expect(status).toBe(1);
    expect(everything()).toEqual(before);
  });

  test('a generator that fails when it has changed the table of sizes', () => {
    generator(`fs.appendFileSync('docs/packages.md', 'x'); process.exit(1);`);
    const before = everything();
    expect(newServer(['weather'])).toMatchObject({ status: 1, stdout: '' });
    expect(everything()).toEqual(before);
  });

  test.skipIf(process.platform === 'win32')('^C while it installs', () => {
    installer(`process.kill(process.ppid, 'SIGINT'); process.exit(130);`);
    const before = everything();
    expect(newServer(['weather'])).toMatchObject({ status: 1, stdout: '' });
    expect(everything()).toEqual(before);
  });
});

describe.each([
  ['weather', 'weather', 'WEATHER', 'Weather'],
  [
    'a-longer-name-of-3-or-more-words',
    'aLongerNameOf3OrMoreWords',
    'A_LONGER_NAME_OF_3_OR_MORE_WORDS',
    'A longer name',
  ],
])('%s', (name, camel, upper, title) => {
  test('a package of this repository', () => {
    const { status, stdout } = newServer([name, '--kind', 'files']);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(5);
    const made = readFiles(path.join(repository, 'packages', name));
    expect([...made.keys()].sort()).toEqual([...readFiles(path.join(root, 'packages/template')).keys()].sort());
    expect(JSON.parse(made.get('package.json') ?? '')).toMatchObject({ name: `@mcp-reference/server-${name}` });
    expect(made.get('package.json')).not.toContain('private');
    for (const text of made.values()) expect(text).not.toMatch(/my.?example|packages\/template/i);
    const server = made.get('src/server.ts');
    expect(server).toContain(`export const ${camel} = defineServer({`);
    expect(server).toContain(`MCP_${upper}_FOLDER`);
    expect(server).toContain(`title: '${title}`);
  });

  test('a separate repository', () => {
    const { status, stdout } = newServer([name, '--kind', 'files', '--standalone', `made-${name}`]);
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    const made = readFiles(path.join(outside, `made-${name}`));
    const { name: packageName, devDependencies } = JSON.parse(made.get('package.json') ?? '');
    expect(packageName).toBe(`mcp-server-${name}`);
    expect(devDependencies).not.toHaveProperty('@mcp-reference/kit');
    for (const [file, text] of made)
      if (!file.startsWith('kit/')) expect(text, file).not.toMatch(/my.?example|packages\/|mcp-reference\/server-/i);
    for (const [file, text] of readFiles(path.join(root, 'packages/kit/src')))
      expect(made.get(`kit/src/${file}`), file).toBe(text);
    expect(JSON.parse(made.get('kit/package.json') ?? '')).not.toHaveProperty('devDependencies');
    expect(made.get('LICENSE')).toContain(`The authors of ${title}`);
    const ours = readFileSync(path.join(root, '.github/workflows/ci.yml'), 'utf8');
    for (const [used] of (made.get('.github/workflows/ci.yml') ?? '').matchAll(/uses: .*/g))
      expect(ours).toContain(used);
  });
});

test.each([
  ['api', [], 'src/api/client.ts'],
  ['minimal', ['--kind', 'minimal'], 'src/server.ts'],
])('a server of the kind %s, here and in a separate repository', (kind, flags, file) => {
  const name = `plants-${kind}`;
  expect(newServer([name, ...flags])).toMatchObject({ status: 0, stderr: '' });
  expect(newServer([name + '-too', ...flags, '--standalone', name])).toMatchObject({ status: 0, stderr: '' });
  const here = readFiles(path.join(repository, 'packages', name));
  const there = readFiles(path.join(outside, name));
  const from = `template-${kind}`;
  expect([...here.keys()].sort()).toEqual([...readFiles(path.join(root, 'packages', from)).keys()].sort());
  expect([...there.keys()]).toEqual(expect.arrayContaining([file, 'AGENTS.md', 'scripts/update-kit.mjs']));
  const old = new RegExp(`my.?${kind}|packages/template|find_entries`, 'i');
  for (const text of here.values()) expect(text).not.toMatch(old);
  for (const [at, text] of there) if (!at.startsWith('kit/')) expect(text, at).not.toMatch(old);
  if (kind === 'minimal') expect(here.get(file)?.split('\n').length).toBeLessThanOrEqual(41);
});

describe('npm create @mcp-reference/server', () => {
  const create = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(root, 'packages/create-server/dist/main.mjs'), ...args], {
      cwd: outside,
      encoding: 'utf8',
    });

  test.each(['api', 'minimal', 'files'])('makes the same repository of the kind %s as new-server', (kind) => {
    expect(newServer(['orchard', '--kind', kind, '--standalone', `here-${kind}`]).status).toBe(0);
    const made = create('orchard', '--kind', kind, '--folder', `there-${kind}`);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout).toContain(`its tests    cd there-${kind} && npm install && npm test`);
    const [here, there] = ['here', 'there'].map((one) => readFiles(path.join(outside, `${one}-${kind}`)));
    const withoutGit = (files: typeof here) =>
      Object.fromEntries([...(files ?? [])].filter(([name]) => !name.startsWith('.git/')));
    expect(withoutGit(there)).toEqual(withoutGit(here));
  });

  test.each<[string, string[], string]>([
    ['no name', [], 'A name is missing.'],
    ['a name with capitals', ['myWeather'], 'Try "my-weather".'],
    ['a folder that is not empty', ['weather', '--folder', '..'], 'is not empty'],
    ['an unknown kind', ['weather', '--kind', 'python'], '--kind is api, minimal, files, not "python".'],
  ])('explains %s', (_what, args, said) => {
    expect(create(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(said) });
  });
});

test('the kit of a separate repository is replaced by a newer one, unless it has changes', () => {
  expect(newServer(['updated', '--kind', 'minimal', '--standalone', 'updated']).status).toBe(0);
  const folder = path.join(outside, 'updated');
  const clone = path.join(scratch, 'clone');
  mkdirSync(path.join(clone, 'packages'), { recursive: true });
  cpSync(path.join(repository, 'packages/kit'), path.join(clone, 'packages/kit'), { recursive: true });
  writeFileSync(path.join(clone, 'packages/kit/src/new.ts'), 'export {};\n');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/update-kit.mjs', ...args], { cwd: folder, encoding: 'utf8' });
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder });
  git('add', '-A');
  git('commit', '--quiet', '-m', 'first');
  writeFileSync(path.join(folder, 'kit/src/mine.ts'), 'export {};\n');
  expect(run(clone)).toMatchObject({ status: 1, stderr: expect.stringContaining('changes that are not committed') });
  rmSync(path.join(folder, 'kit/src/mine.ts'));
  expect(run('nowhere')).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage:') });
  expect(run(clone)).toMatchObject({ status: 0 });
  expect(readFiles(folder).has('kit/src/new.ts')).toBe(true);
});

test('a repository in an empty folder', () => {
  const folder = path.join(outside, 'empty');
  mkdirSync(folder);
  expect(newServer(['weather-map', '--standalone', 'empty']).status).toBe(0);
  expect(readFiles(folder).has('src/server.ts')).toBe(true);
});
