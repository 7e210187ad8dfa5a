import { isUtf8 } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { box, cyrillic, sharedBox, startShared } from './fixtures.ts';
import { childrenOf } from './attack/processes.ts';
import { start } from './start.ts';

const { folder, at, put } = sharedBox();
const server = await startShared([folder], { flags: ['--structured-output'] });
const onPosix = process.platform !== 'win32';
const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex').slice(0, 16);

async function info(path: string, rest: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const answer = await server.call('get_file_info', { path, ...rest });
  if (answer.isError) throw new Error(answer.text);
  // The text is the complete answer as well.
  for (const [key, value] of Object.entries(answer.structured as object)) {
    expect(answer.text).toContain(
      key === 'size' ? `size: ${Number(value).toLocaleString('en-US')} byte` : `${key}: ${String(value)}`,
    );
  }
  return { ...(answer.structured as object) };
}

describe('get_file_info', () => {
  test.runIf(process.platform === 'linux')('a small file needs no helper process', async () => {
    put('small.txt', 'x'.repeat(900_000));
    // A busy machine may be too slow for the bounds of the server's own process.
    const inline = async () => {
      const one = await start([folder]);
      expect((await one.call('get_file_info', { path: 'small.txt' })).text).toContain('hash: ');
      return childrenOf(one.pid() ?? 0).length === 0;
    };
    let found = await inline();
    for (let tries = 0; !found && tries < 5; tries++) found = await inline();
    expect(found).toBe(true);
  });

  test('a text file', async () => {
    put('a.txt', 'one\r\nzwei é\r\n');
    if (onPosix) chmodSync(at('a.txt'), 0o640);
    const time = new Date('2024-02-03T04:05:06.000Z');
    utimesSync(at('a.txt'), time, time);
    const { created, accessed, ...rest } = await info('a.txt');
    expect(rest).toEqual({
      type: 'file',
      size: 14,
      modified: '2024-02-03T04:05:06.000Z',
      permissions: onPosix ? '640' : expect.any(String),
      mimeType: 'text/plain',
      encoding: 'utf-8',
      lines: 2,
      hash: hashOf('one\r\nzwei é\r\n'),
    });
    for (const moment of [created, accessed]) expect(new Date(String(moment)).toISOString()).toBe(moment);
  });

  test.each<[string, string | Buffer, Record<string, unknown>]>([
    ['empty', '', { mimeType: 'text/plain', encoding: 'utf-8', lines: 0, size: 0 }],
    ['open', 'one\ntwo', { lines: 2 }],
    ['utf16', Buffer.from('\ufeffone\ntwo\n', 'utf16le'), { mimeType: 'text/plain', encoding: 'utf-16le', lines: 2 }],
    [
      'latin1',
      Buffer.from('café\n', 'latin1'),
      { mimeType: 'text/plain', encoding: 'windows-1252 (guessed)', lines: 1 },
    ],
    ['image.txt', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), { mimeType: 'image/png' }],
    ['binary.txt', Buffer.of(0, 1, 2, 3), { mimeType: 'application/octet-stream' }],
    ['drawing.svg', '<svg xmlns="x"></svg>\n', { mimeType: 'image/svg+xml', encoding: 'utf-8', lines: 1 }],
  ])('%s is detected by its content', async (name, content, expected) => {
    put(name, content);
    const told = await info(name);
    expect(told).toMatchObject({ type: 'file', hash: hashOf(content), ...expected });
    if (!('encoding' in expected) && name !== 'open') expect(told).not.toHaveProperty('encoding');
  });

  test('a large file is hashed and its lines counted only when asked', async () => {
    const content = Buffer.from('0123456789abcde\n'.repeat(65_537));
    put('large.txt', content);
    const brief = await info('large.txt');
    expect(brief).toMatchObject({ size: content.length, encoding: 'utf-8 (in its first 64 KiB)' });
    expect(brief).not.toHaveProperty('hash');
    expect(brief).not.toHaveProperty('lines');
    expect(await info('large.txt', { hash: true })).toMatchObject({ hash: hashOf(content), lines: 65_537 });
  });

  test('the encoding of a large file is said to be that of its beginning', async () => {
    const later = (length: number) => Buffer.concat([Buffer.alloc(length, 'text\n'), Buffer.of(0xe9, 0x0a)]);
    for (const [name, bytes] of [
      ['late', later(300_000)],
      ['later', later(3_000_000)],
    ] as const) {
      expect(isUtf8(bytes)).toBe(false);
      put(`enc/${name}`, bytes);
    }
    expect(await info('enc/late')).toMatchObject({ encoding: 'windows-1252 (guessed)' });
    expect(await info('enc/later')).toMatchObject({ encoding: 'utf-8 (in its first 64 KiB)' });
    const russian = 'Привет, проверка настройки программы и тест настройки.\n';
    const bytes = cyrillic(russian);
    put('enc/russian', Buffer.concat([Buffer.alloc(300_000, 'text\n'), bytes, bytes]));
    expect(await info('enc/russian')).toMatchObject({ encoding: expect.stringMatching(/^windows-1251/) as unknown });
    put('enc/marked', `\ufeff${'text\n'.repeat(300_000)}`);
    expect(await info('enc/marked')).toMatchObject({ encoding: 'utf-8' });
  });

  test('a folder', async () => {
    for (const name of ['f/1', 'f/2', 'f/sub/3']) put(name);
    expect(await info('f')).toMatchObject({ type: 'directory', entries: 3 });
    expect(await info('.')).toMatchObject({ type: 'directory' });
    expect(await info('f')).not.toHaveProperty('hash');
  });

  test('links are described, not followed; their targets only inside', async () => {
    put('target.txt', 'x');
    symlinkSync('target.txt', at('inside'));
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('/etc/passwd', at('outside'));
    symlinkSync('f', at('to-folder'));
    expect(await info('inside')).toMatchObject({ type: 'link', target: 'target.txt' });
    expect(await info('dangling')).toMatchObject({ type: 'link', target: 'nowhere' });
    expect(await info('outside')).toMatchObject({ type: 'link', target: '(outside)' });
    expect(await info('to-folder')).toMatchObject({ type: 'link', target: 'f' });
    expect(await info('inside')).not.toHaveProperty('hash');
  });

  test.runIf(onPosix)('a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(await info('pipe')).toMatchObject({ type: 'other' });
  });

  test.each([
    ['none', 'not_found', '"none" does not exist.'],
    ['../x', 'denied', /outside/],
    ['', 'invalid', /empty/],
    ['target.txt/', 'invalid', /not a folder/],
  ])('%j is refused', async (path, code, told) => {
    put('target.txt', 'x');
    const answer = await server.call('get_file_info', { path });
    expect(answer).toMatchObject({ isError: true, code });
    expect(answer.text).toMatch(told);
  });

  test('the facts are those of stat(2)', async () => {
    put('stat.txt', 'x');
    const { mtimeMs, atimeMs, birthtimeMs, size } = statSync(at('stat.txt'));
    const told = await info('stat.txt');
    expect(told).toMatchObject({
      size,
      modified: new Date(mtimeMs).toISOString(),
      created: new Date(birthtimeMs).toISOString(),
    });
    expect(Date.parse(String(told['accessed']))).toBeGreaterThanOrEqual(Math.floor(atimeMs));
  });
});

describe('list_allowed_directories', () => {
  test('in the order in which they were given', async () => {
    const [first, second] = [box(), box()];
    const session = await start([second.folder, first.folder], { flags: ['--structured-output'] });
    const answer = await session.call('list_allowed_directories');
    expect(answer.text).toBe(`${second.folder}\n${first.folder}`);
    expect(answer.structured).toEqual({
      directories: [
        { path: second.folder, writable: true },
        { path: first.folder, writable: true },
      ],
      hidesFiles: false,
    });
  });

  test('takes no arguments', async () => {
    expect(await server.call('list_allowed_directories', { path: '.' })).toMatchObject({
      isError: true,
      code: 'invalid',
      text: 'Unknown argument "path". list_allowed_directories takes: no arguments.',
    });
  });
});

describe('resources', () => {
  const uriOf = (name: string) => pathToFileURL(at(name)).href;

  test('the allowed folders are listed', async () => {
    expect(await server.listResources()).toMatchObject([
      {
        uri: pathToFileURL(folder).href,
        title: folder,
        mimeType: 'text/plain',
        annotations: {
          audience: ['user', 'assistant'],
          lastModified: new Date(Math.trunc(statSync(folder).mtimeMs)).toISOString(),
        },
      },
    ]);
  });

  test('text as text, media and other bytes as data, a folder as its list', async () => {
    put('r/a b%é.txt', 'Grüße\n');
    put('r/i.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    put('r/utf16.txt', Buffer.from('\ufeffa', 'utf16le'));
    mkdirSync(at('r/sub'));
    expect(await server.readResource(uriOf('r/a b%é.txt'))).toEqual([
      { uri: uriOf('r/a b%é.txt'), mimeType: 'text/plain', text: 'Grüße\n' },
    ]);
    expect(await server.readResource(uriOf('r/i.png'))).toEqual([
      {
        uri: uriOf('r/i.png'),
        mimeType: 'image/png',
        blob: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64'),
      },
    ]);
    expect(await server.readResource(uriOf('r/utf16.txt'))).toMatchObject([{ mimeType: 'text/plain', text: 'a' }]);
    expect(await server.readResource(uriOf('r'))).toEqual([
      { uri: uriOf('r'), mimeType: 'text/plain', text: 'a b%é.txt\ni.png\nsub/\nutf16.txt' },
    ]);
  });

  test.each([
    ['none', /not found|does not exist/i],
    ['../outside', /outside|not found/i],
  ])('%s is refused as an error of the protocol', async (name, told) => {
    await expect(server.readResource(uriOf(name))).rejects.toThrow(told);
  });

  test.each(['https://example.org/', 'file://other/a', 'file:///a%2Fb', 'nonsense'])(
    'the address %s is refused',
    async (uri) => {
      await expect(server.readResource(uri)).rejects.toMatchObject({ code: -32602 });
    },
  );

  test('prompts name the folder that was given, and complete it', async () => {
    const prompts = await server.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['explain_folder', 'tidy_folder']);
    for (const { name } of prompts) {
      expect(await server.getPrompt(name, { folder: at('sub') })).toContain(`the folder "${at('sub')}"`);
      expect(await server.getPrompt(name)).toContain('list_allowed_directories');
    }
  });

  test('a path is completed: from nothing to a folder, within it, and never outside', async () => {
    for (const name of ['complete/one.txt', 'complete/only/x', 'complete/other.txt']) put(name);
    const complete = (value: string) => server.complete('file:///{+path}', 'path', value);
    const base = at('complete').slice(1);
    expect(await complete('')).toEqual([folder.slice(1)]);
    expect(await complete(folder.slice(1, 8))).toEqual([folder.slice(1)]);
    expect(await complete(`${base}/o`)).toEqual([`${base}/one.txt`, `${base}/only/`, `${base}/other.txt`]);
    expect(await complete(`${base}/on`)).toEqual([`${base}/one.txt`, `${base}/only/`]);
    expect(await complete(`${base}/zzz`)).toEqual([]);
    expect(await complete('etc/pass')).toEqual([]);
  });

  test('a text is a text wherever its characters fall', async () => {
    const text = `a${'é'.repeat(3_000)}`;
    put('r2/text.txt', text);
    expect(await server.readResource(uriOf('r2/text.txt'))).toEqual([
      { uri: uriOf('r2/text.txt'), mimeType: 'text/plain', text },
    ]);
    expect((await server.call('read_media_file', { path: 'r2/text.txt' })).content).toMatchObject([
      { resource: { mimeType: 'text/plain' } },
    ]);
  });

  test('what only begins as text is not mangled into text', async () => {
    const bytes = Buffer.concat([Buffer.alloc(5_000, 'a'), Buffer.of(0xe9, 0xff, 0)]);
    put('r2/later.txt', bytes);
    const [part] = await server.readResource(uriOf('r2/later.txt'));
    expect(part?.text ?? '').not.toContain('\ufffd');
    expect(part?.blob).toBe(bytes.toString('base64'));
  });

  test('a long list in a resource says that it is cut', async () => {
    for (let i = 0; i < 120; i++) put(`crowd/${String(i).padStart(60, '0')}`);
    const tight = await start([folder], { flags: ['--max-output', '1000'] });
    const [part] = await tight.readResource(uriOf('crowd'));
    expect(part?.text?.length).toBeLessThan(1_200);
    expect(part?.text).toMatch(/120|more/);
  });
});

describe('list_allowed_directories', () => {
  test('says which folder cannot be used now, and why', async () => {
    const [stays, goes] = [box(), box()];
    const session = await start([stays.folder, goes.folder]);
    const listed = async () => (await session.call('list_allowed_directories')).text.split('\n');
    // On a busy machine a folder may take longer to answer than the list waits.
    await expect.poll(listed).toEqual([stays.folder, goes.folder]);
    rmSync(goes.folder, { recursive: true });
    const problem = `${goes.folder} [not usable now: The allowed folder "${goes.folder}" was `;
    await expect.poll(listed).toEqual([stays.folder, expect.stringContaining(problem)]);
    mkdirSync(goes.folder);
    await expect.poll(listed).toEqual([stays.folder, goes.folder]);
  });
});
