// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
// Tries to reach what a deny list hides: by every tool, every spelling, links, resources, whole trees, undo.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultEra, startSession, type Answer, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '../start.ts';
import { tierPlaces, type Place } from './backends.ts';
import { callsWith, pathless } from './every-tool.ts';
import { childrenOf } from './processes.ts';
import { remove, snapshot } from './trees.ts';

/** In everything that is hidden, and in nothing else. */
const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
const secret = 'TOPSECRET';
const flags = ['--no-confirm', '--toolsets', 'all', '--deny', 'vault/,*.pem', '--deny', 'Ünder.txt', '--deny-secrets'];

interface Scene {
  root: string;
  in(...names: string[]): string;
  reset(): void;
}

function makeScene(): Scene {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-deny-')));
  const at = (...names: string[]) => path.join(root, ...names);
  const put = (name: string, content: string) => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), content);
  };
  const reset = () => {
    for (const name of fs.readdirSync(root)) remove(at(name));
    put('.mcpignore', '# hidden\nlisted.txt\n/only-here/*\n!/only-here/shown.txt\n');
    put('ok.txt', 'of the open\n');
    put('sub/open.txt', 'of the open\n');
    put('only-here/shown.txt', 'of the open\n');
    for (const name of [
      'vault/deep/inner.txt',
      `vault/${secret}-name.txt`,
      'sub/vault/inner.txt',
      'sub/server.pem',
      '.env',
      'sub/.env.local',
      'sub/id_rsa',
      'u\u0308nder.txt',
      'listed.txt',
      'sub/listed.txt',
      `only-here/closed.txt`,
    ])
      put(name, `${secret} of the vault\n`);
    fs.symlinkSync('vault/deep/inner.txt', at('link.txt'));
    fs.symlinkSync('vault', at('link'));
    fs.symlinkSync(at('sub'), at('way'));
    put('.mcp-1-000000000000.tmp', 'left by a crash');
    fs.rmSync(at('.mcp-1-000000000000.tmp'));
  };
  return { root, in: at, reset };
}

/** Returns the state of the hidden files, as other programs see it. */
const hiddenState = (scene: Scene): string => {
  const all = snapshot(scene.root);
  const names = Object.keys(all).filter((name) => /vault|pem|env|id_rsa|nder|listed|only-here\/c|mcpignore/.test(name));
  return JSON.stringify(
    names.map((name) => [name, fs.lstatSync(scene.in(name)).isDirectory() ? '' : all[name]?.replace(/ \d{13}\S*/, '')]),
  );
};

const all = ({ text, structured, content }: Answer): string => JSON.stringify([text, structured, content]);
/** Base64 of the secret at each of the three places in a group of bytes. */
const inBase64 = [0, 1, 2].map((pad) =>
  Buffer.from(' '.repeat(pad) + secret)
    .toString('base64')
    .slice(pad === 0 ? 0 : 4, -4),
);
const tells = (text: string): boolean => text.includes(secret) || inBase64.some((part) => text.includes(part));

async function startIn(scene: Scene, place: Place, given: readonly string[] = flags): Promise<Session> {
  const { program } = await import('../start.ts');
  return startSession({
    era: defaultEra,
    args: [program, ...given, scene.root],
    // A forced backend runs everything in helpers.
    env: { ...(place !== 'inline' && { MCP_FILESYSTEM_SANDBOX_MODE: place }) },
  });
}

/** Ways to name something hidden. */
const ways: [string, (scene: Scene) => string][] = [
  ['a folder', () => 'vault'],
  ['a file in it', () => 'vault/deep/inner.txt'],
  ['a file that is not there', () => 'vault/nothing'],
  ['a folder below another', () => 'sub/vault'],
  ['with dots', () => 'sub/./../vault/deep/inner.txt'],
  ['with slashes', () => 'vault//deep///inner.txt'],
  ['an absolute path', ({ root }) => `${root}/vault/deep/inner.txt`],
  ['an address', (scene) => pathToFileURL(scene.in('vault/deep/inner.txt')).href],
  ['a pattern with a star', () => 'sub/server.pem'],
  ['a usual secret', () => '.env'],
  ['a usual secret below', () => 'sub/.env.local'],
  ['composed Unicode', () => '\u00fcnder.txt'],
  ['decomposed Unicode', () => 'u\u0308nder.txt'],
  ['a line of .mcpignore', () => 'listed.txt'],
  ['a line of .mcpignore, below', () => 'sub/listed.txt'],
  ['an anchored line', () => `only-here/closed.txt`],
  ['a link to a file', () => 'link.txt'],
  ['a link to a folder', () => 'link'],
  ['through a link', () => 'link/deep/inner.txt'],
  ['through a link around it', () => 'way/vault/inner.txt'],
];

describe.each(tierPlaces)('%s backend', (place) => {
  let scene: Scene;
  let session: Session;
  beforeAll(async () => {
    scene = makeScene();
    scene.reset();
    session = await startIn(scene, place);
  });
  afterAll(async () => {
    await session.close();
    remove(scene.root);
  });

  test.each(ways)('no tool sees or changes what is hidden: %s', async (_what, wayOf) => {
    scene.reset();
    const before = hiddenState(scene);
    const named = wayOf(scene);
    for (const [tool, args] of callsWith(named)) {
      if (!fs.existsSync(scene.in('ok.txt'))) scene.reset();
      const answer = await session.call(tool, args);
      const where = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
      // A link itself is no secret; only what is behind it.
      const isLink = /^link(\.txt)?$/.test(named) && /^(?:copy|move|delete|get|create_archive)/.test(tool);
      if (!isLink && tool !== 'read_multiple_files') expect(answer.isError, where).toBe(true);
      expect(tells(all(answer).replaceAll(JSON.stringify(named).slice(1, -1), '')), where).toBe(false);
      expect(hiddenState(scene), where).toBe(before);
      for (const name of ['got', 'got.zip']) remove(scene.in(name));
      for (const name of ['link', 'link.txt'] as const)
        if (!fs.lstatSync(scene.in(name), { throwIfNoEntry: false })) scene.reset();
    }
  });

  test('a name in another case is hidden as well, whatever the file system takes it for', async () => {
    scene.reset();
    for (const name of [
      'VAULT',
      '.ENV',
      'sub/Server.PEM',
      'LISTED.txt',
      '\u00dcNDER.TXT',
      'v\u200bault',
      'va\u017flt'.replace('\u017f', 'u'),
    ]) {
      const answer = await session.call('write_file', {
        path: `${name}/x.txt`.replace(/(\.\w+)\/x\.txt$/, '$1'),
        content: 'x',
      });
      expect(answer, name).toMatchObject({ isError: true });
      expect(answer.code === 'denied' || answer.code === 'invalid', answer.text).toBe(true);
    }
  });

  test('whole trees are shown, searched, counted and packed without it', async () => {
    scene.reset();
    const before = hiddenState(scene);
    const zip = scene.in('all.zip');
    for (const [tool, args] of [
      ['list_directory', { path: '.' }],
      ['list_directory', { path: 'sub' }],
      ['list_directory_with_sizes', { path: '.', sortBy: 'size' }],
      ['directory_tree', { path: '.', gitignore: false }],
      ['search_files', { path: '.', pattern: '**' }],
      ['search_files', { path: '.', pattern: '**/{vault,.env}*' }],
      ['search_text', { path: '.', pattern: 'of', gitignore: false }],
      ['search_text', { path: '.', pattern: secret, gitignore: false, include: ['vault/**', '*.pem'] }],
      ['find_duplicates', { path: '.', minSize: 1 }],
      ['find_empty', { path: '.' }],
      ['read_multiple_files', { paths: ['vault/deep/inner.txt', '.env', 'ok.txt'] }],
      ['read_text_file', { path: 'sub/opn.txt' }],
      ['read_text_file', { path: 'vualt' }],
      ['replace_text', { path: '.', pattern: 'of', replacement: 'OF', dryRun: false }],
      ['create_archive', { source: ['.', 'sub', 'way'], destination: 'all.zip' }],
      ['create_archive', { source: ['sub'], destination: 'all.zip' }],
      ['list_archive', { path: 'all.zip' }],
      ['copy_file', { source: 'sub', destination: 'copy' }],
      ['directory_tree', { path: 'copy' }],
      ['disk_usage', { path: '.' }],
    ] as const) {
      const answer = await session.call(tool, args);
      expect(tells(all(answer)), `${tool}: ${answer.text}`).toBe(false);
      if (tool !== 'read_multiple_files') expect(answer.text, tool).not.toMatch(/vault\/|server\.pem|id_rsa/);
    }
    if (hasUnzip) expect(execFileSync('unzip', ['-p', zip]).toString()).not.toContain(secret);
    expect(fs.existsSync(scene.in('copy/open.txt'))).toBe(true);
    expect(JSON.stringify(snapshot(scene.in('copy')))).not.toMatch(/vault|pem|listed/);
    expect(hiddenState(scene).replaceAll(/,?\["all\.zip[^\]]*\]/g, '')).toBe(before);
    const usage = (await session.call('disk_usage', { path: 'sub' })).text;
    expect(usage).toContain('1 file');
  });

  test.each([
    ['move_file', { source: 'sub', destination: 'elsewhere' }],
    ['move_multiple_files', { moves: [{ source: 'sub', destination: 'elsewhere' }] }],
    ['delete_path', { path: 'sub', recursive: true }],
  ])('a folder that holds something hidden stays: %s', async (tool, args) => {
    scene.reset();
    const before = snapshot(scene.root);
    expect(await session.call(tool, args)).toMatchObject({ isError: true, text: expect.stringContaining('deny list') });
    expect(snapshot(scene.root)).toEqual(before);
  });

  test('a folder with nothing but hidden files is not called empty, and not removed', async () => {
    scene.reset();
    fs.mkdirSync(scene.in('almost'));
    fs.writeFileSync(scene.in('almost/x.pem'), secret);
    expect((await session.call('find_empty', { path: '.' })).text).not.toContain('almost');
    expect(await session.call('delete_path', { path: 'almost' })).toMatchObject({ isError: true });
    expect(fs.readFileSync(scene.in('almost/x.pem'), 'utf8')).toBe(secret);
  });

  test('.mcpignore can be read, and no tool makes, changes, moves or removes one', async () => {
    scene.reset();
    expect((await session.call('read_text_file', { path: '.mcpignore' })).text).toContain('listed.txt');
    const before = snapshot(scene.root);
    for (const name of ['.mcpignore', './.MCPIGNORE', `${scene.root}/.mcpignore`]) {
      for (const [tool, args] of callsWith(name)) {
        const isChange = /^(?:write|edit|replace|create|move|copy|delete|extract)/.test(tool);
        const isSource = JSON.stringify(args).includes(`"ok.txt"`) || ['copy_file', 'create_archive'].includes(tool);
        if (!isChange || (isSource && !('destination' in args))) continue;
        const answer = await session.call(tool, args);
        const where = `${tool} ${JSON.stringify(args)}: ${answer.text}`;
        remove(scene.in('got'));
        remove(scene.in('got.zip'));
        expect(fs.readFileSync(scene.in('.mcpignore'), 'utf8'), where).toContain('/only-here/*');
      }
    }
    expect(Object.keys(snapshot(scene.root))).toEqual(Object.keys(before));
    for (const [tool, args] of [
      ['move_file', { source: 'ok.txt', destination: '.mcpignore' }],
      ['copy_file', { source: 'ok.txt', destination: '.mcpignore' }],
      ['create_directory', { path: '.mcpignore' }],
    ] as const) {
      fs.rmSync(scene.in('.mcpignore'));
      expect(await session.call(tool, args), tool).toMatchObject({ isError: true, code: 'denied' });
      scene.reset();
    }
  });

  test('resources and completion know nothing of it', async () => {
    scene.reset();
    const address = (name: string) => pathToFileURL(scene.in(name)).href;
    for (const name of ['vault', 'vault/deep/inner.txt', '.env', 'link.txt', 'link'])
      await expect(session.readResource(address(name)), name).rejects.toThrow(/deny list|outside/);
    const [listing] = await session.readResource(address('.').replace(/\/\.$/, ''));
    expect(listing?.text).not.toMatch(/vault\/|\.env/);
    const typed = scene.root.slice(1);
    for (const start of [`${typed}/va`, `${typed}/.e`, `${typed}/vault/`, `${typed}/sub/`]) {
      const found = await session.complete('file:///{+path}', 'path', start).catch(() => []);
      expect(found.join(' '), start).not.toMatch(/\/(vault|\.env|server\.pem)/);
    }
    expect(await session.complete('file:///{+path}', 'path', `${typed}/o`)).toContain(`${typed}/ok.txt`);
  });

  test('a list that appears, changes or goes is followed; one that cannot be used hides everything', async () => {
    scene.reset();
    const read = () => session.call('read_text_file', { path: 'ok.txt' });
    expect((await read()).isError).toBe(false);
    fs.appendFileSync(scene.in('.mcpignore'), 'ok.txt\n');
    expect(await read()).toMatchObject({ code: 'denied' });
    fs.rmSync(scene.in('.mcpignore'));
    expect((await read()).isError).toBe(false);
    fs.symlinkSync('ok.txt', scene.in('.mcpignore'));
    expect(await read()).toMatchObject({ code: 'denied', text: expect.stringContaining('is not a regular file') });
    fs.rmSync(scene.in('.mcpignore'));
    fs.writeFileSync(scene.in('.mcpignore'), `${'{a,b}'.repeat(12)}\n`);
    expect(await read()).toMatchObject({ code: 'denied', text: expect.stringContaining('has a pattern') });
  });

  test('control: without the lists, every one of these ways leads to it', async () => {
    scene.reset();
    fs.rmSync(scene.in('.mcpignore'));
    const open = await startIn(scene, place, ['--no-confirm', '--toolsets', 'all']);
    try {
      for (const [what, wayOf] of ways) {
        const { text, isError } = await open.call('search_text', { path: wayOf(scene), pattern: secret });
        if (wayOf(scene).endsWith('nothing')) expect(isError, what).toBe(true);
        else expect(tells(text), what).toBe(true);
      }
    } finally {
      await open.close();
    }
  });
});

test.skipIf(!tierPlaces.includes('inline'))(
  'a list that appears is followed by calls in the server process',
  async () => {
    const scene = makeScene();
    scene.reset();
    fs.rmSync(scene.in('.mcpignore'));
    const session = await startIn(scene, 'inline', []);
    const calls: [string, Record<string, unknown>][] = [
      ['read_text_file', { path: 'listed.txt' }],
      ['read_multiple_files', { paths: ['listed.txt'] }],
      ['get_file_info', { path: 'listed.txt' }],
      ['list_directory', { path: '.' }],
    ];
    const texts = async () => {
      const answers = [];
      for (const [tool, args] of calls) answers.push((await session.call(tool, args)).text);
      return answers;
    };
    // The control: these calls see the file, the first of them in the server's process.
    expect((await session.call('read_text_file', { path: 'listed.txt' })).text).toContain(secret);
    expect(childrenOf(session.pid() ?? 0)).toEqual([]);
    const [content, contents, info, listing] = await texts();
    expect(content).toContain(secret);
    expect(contents).toContain(secret);
    expect(info).toContain('file');
    expect(listing).toContain('listed.txt');
    fs.writeFileSync(scene.in('.mcpignore'), 'listed.txt\n');
    const hidden = await texts();
    expect(hidden.slice(0, 3).every((text) => text.includes('deny list'))).toBe(true);
    expect(hidden[3]).toContain('ok.txt');
    expect(hidden[3]).not.toContain('listed.txt');
    expect(hidden.join('')).not.toContain(secret);
    const overwrite = await session.call('write_file', { path: 'listed.txt', content: 'x', mode: 'overwrite' });
    expect(overwrite).toMatchObject({ isError: true, code: 'denied' });
    fs.rmSync(scene.in('.mcpignore'));
    expect((await texts())[0]).toContain(secret);
    await session.close();
    remove(scene.root);
  },
);

test('every tool with a path is in the table', async () => {
  const scene = makeScene();
  const session = await start([scene.root], { flags: ['--toolsets', 'all'] });
  const known = new Set([...callsWith('x').map(([tool]) => tool), ...pathless]);
  expect((await session.listTools()).map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  remove(scene.root);
});

test('lists hold for nested folders, for narrowed roots and for absolute patterns', async () => {
  const scene = makeScene();
  scene.reset();
  fs.writeFileSync(scene.in('.mcpignore'), 'sub/open.txt\n');
  const roots = [pathToFileURL(scene.in('sub')).href];
  const nested = await start([scene.root, scene.in('sub')]);
  const narrowed = await start([scene.root], { flags: ['--client-roots', 'narrow'], roots });
  const absolute = await start([scene.in('sub')], { flags: ['--deny', scene.in('sub', 'open.txt')] });
  for (const session of [nested, narrowed, absolute]) {
    const answer = await session.call('read_text_file', { path: scene.in('sub/open.txt') });
    expect(answer).toMatchObject({ isError: true, code: 'denied' });
    expect((await session.call('read_text_file', { path: scene.in('sub/server.pem') })).isError).toBe(false);
  }
  expect((await absolute.call('list_allowed_directories')).text).toContain('[Files on the deny list');
  remove(scene.root);
});

test('undo neither shows nor restores what became hidden', async () => {
  const scene = makeScene();
  scene.reset();
  const first = await start([scene.root], { undo: true });
  await first.call('write_file', { path: 'ok.txt', content: 'changed' });
  await first.close();
  const session = await start([scene.root], { undo: true, flags: ['--deny', 'ok.txt'] });
  expect(await session.call('undo', { dryRun: true })).toMatchObject({ code: 'not_found' });
  remove(scene.root);
});

test("the server's own state is hidden, even in an allowed folder", async () => {
  const scene = makeScene();
  scene.reset();
  const session = await start([scene.root], { undo: true, env: { XDG_STATE_HOME: scene.in('state') } });
  await session.call('write_file', { path: 'ok.txt', content: 'changed' });
  expect(fs.existsSync(scene.in('state/mcp-reference/filesystem/changes.jsonl'))).toBe(true);
  const list = 'state/mcp-reference/filesystem/changes.jsonl';
  expect(await session.call('read_text_file', { path: list })).toMatchObject({ code: 'denied' });
  expect(await session.call('write_file', { path: list, content: '' })).toMatchObject({ code: 'denied' });
  expect(await session.call('move_file', { source: 'state', destination: 's2' })).toMatchObject({ code: 'denied' });
  expect((await session.call('undo', {})).isError).toBe(false);
  remove(scene.root);
});

test('a pattern that cannot be used ends the start', async () => {
  await expect(start([os.tmpdir()], { flags: ['--deny', 'a'.repeat(100_001)] })).rejects.toThrow(/clos/i);
});
