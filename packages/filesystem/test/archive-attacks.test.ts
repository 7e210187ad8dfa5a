import { closeSync, openSync, renameSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { ToolError } from '@mcp-reference/kit/sandbox';
import { describe, expect, test } from 'vitest';
import { wayOf } from '../src/files/archive/names.ts';
import { backends, snapshot, type BackendName } from './archive-sandbox.ts';
import { bytes, outcome, refused, scene } from './archive-scene.ts';
import { zipOf, type Part } from './archive-zip.ts';

const good: Part = { name: 'good.txt', content: 'good' };

const sceneWith = (backend: BackendName, parts: readonly Part[]) => scene(backend, { 'made.zip': zipOf(parts) });

describe.each(backends)('%s', (backend) => {
  test.each<[string, RegExp]>([
    ['../x', /has "\.\." in its name/],
    ['a/../../x', /has "\.\."/],
    ['a/..', /has "\.\."/],
    ['./../x', /has "\.\."/],
    ['/abs', /absolute/],
    ['//host/share', /absolute/],
    ['C:\\x', /backslash/],
    ['C:/x', /drive letter/],
    ['c:x', /drive letter/],
    ['..\\x', /backslash/],
    ['a\\..\\..\\x', /backslash/],
    ['a//b', /folder without a name/],
    ['', /has no name/],
    ['.', /has no name/],
    ['a/b\0c', /control/],
    ['a\nb', /control/],
    ['evil\u202egpj.exe', /control/],
    ['zero\u200bwidth', /control/],
    [`.mcp-${process.pid}-0123456789ab.tmp`, /unfinished file/],
    ['n'.repeat(256), /too long/],
    [`${'d/'.repeat(100)}x`, /deeper than 100/],
    [`${`${'d'.repeat(200)}/`.repeat(25)}x`, /too long/],
  ])('refuses the name %j', async (name, message) => {
    const place = sceneWith(backend, [good, { name, content: 'x' }]);
    expect(await outcome(place)).toEqual(refused('invalid', message));
    expect(await place.list()).toMatchObject({
      entries: 2,
      refused: 1,
      lines: [expect.not.stringContaining('!'), expect.stringMatching(message)],
    });
  });

  test('refuses a name that calls itself UTF-8 and is not', async () => {
    expect(await outcome(sceneWith(backend, [good, { name: Buffer.from([0x61, 0xff, 0xfe]), content: 'x' }]))).toEqual(
      refused('invalid', /unreadable characters/),
    );
  });

  test.each<[string, Part, RegExp]>([
    ['a link', { name: 'l', content: '/etc/passwd', mode: 0o120777 }, /"l" is a link/],
    ['a Windows link', { name: 'l', content: 'x', mode: 0, attributes: 0x400 }, /"l" is a link/],
    ['a device', { name: 'd', mode: 0o020666 }, /"d" is a pipe, socket or device/],
    ['a pipe', { name: 'p', mode: 0o010666 }, /"p" is a pipe, socket or device/],
    ['a file that is also a folder', { name: 'f', content: 'x', mode: 0o040755 }, /both a file and a folder/],
    ['a folder that is also a file', { name: 'f/', mode: 0o100644 }, /both a file and a folder/],
    ['a folder with content', { name: 'f/', content: 'x', mode: 0o040755 }, /folder with content/],
    ['an encrypted entry', { name: 'e', content: 'x', flags: 0x801 }, /"e" is encrypted/],
    ['a masked directory', { name: 'e', content: 'x', flags: 0x2800 }, /"e" is encrypted/],
    ['another compression', { name: 'z', content: 'x', method: 93 }, /"z" is compressed by method 93/],
    ['a stored entry with two sizes', { name: 's', content: 'xyz', method: 0, size: 2 }, /declares two sizes/],
    ['a declared bomb', { name: 'b', content: Buffer.alloc(4 * 1024 * 1024) }, /more than 200 times/],
  ])('refuses %s', async (_, part, message) => {
    const place = sceneWith(backend, [good, part]);
    expect(await outcome(place)).toEqual(refused('unsupported', message));
    expect(await place.list()).toMatchObject({ entries: 2, refused: 1 });
  });

  test('refuses strong encryption', async () => {
    expect(await outcome(sceneWith(backend, [{ name: 'e', content: 'x', flags: 0x841 }]))).toEqual(
      refused('unsupported', /strong encryption is not supported/),
    );
  });

  test.each<[string, string[]]>([
    ['twice the same file', ['a', 'a']],
    ['twice the same folder', ['a/', 'a/']],
    ['twice the same folder, and a file in it', ['a/b', 'a/', 'a/']],
    ['the same but for case', ['readme', 'README']],
    ['folders that are the same but for case', ['A/x', 'a/y']],
    ['the same but for Unicode form', ['\u00e9', 'e\u0301']],
    ['a file that is a folder for another', ['a', 'a/b']],
    ['a folder that is then a file', ['a/b', 'a']],
  ])('refuses %s', async (_, names) => {
    const parts = names.map((name) => ({
      name,
      content: name.endsWith('/') ? '' : name,
      mode: name.endsWith('/') ? 0o040755 : 0o100644,
    }));
    expect(await outcome(sceneWith(backend, parts))).toEqual(refused('invalid', /is there twice or differs from/));
  });

  test('takes a folder that is named once in addition to the files in it', async () => {
    const place = sceneWith(backend, [
      { name: 'a/b', content: 'b' },
      { name: 'a/', mode: 0o040755 },
      { name: './a/c', content: 'c' },
      { name: './', mode: 0o040755 },
    ]);
    await place.extract();
    expect(snapshot(path.join(place.root, 'out'))).toEqual({ 'a/': '', 'a/b': 'b', 'a/c': 'c' });
  });

  test.each<[string, Part, RegExp]>([
    [
      'more than it declares',
      { name: 'b', content: Buffer.alloc(8 * 1024 * 1024), size: 1000 },
      /holds more than the 1000 bytes/,
    ],
    ['less than it declares', { name: 'b', content: 'abc', size: 1000 }, /holds 3 and not the 1000 bytes/],
    ['another checksum', { name: 'b', content: 'abc', crc: 7 }, /checksum/],
    ['what does not inflate', { name: 'b', content: 'abc', raw: Buffer.from('not deflate') }, /"b" is damaged/],
    [
      'half of what deflate needs',
      { name: 'b', content: 'abc', raw: deflateRawSync(Buffer.alloc(9999)).subarray(0, 9) },
      /"b" is damaged/,
    ],
    ['no header where it says', { name: 'b', content: 'abc', offset: 96 }, /"b" is damaged/],
    ['content beyond the end', { name: 'b', content: 'abc', offset: 4_000_000_000 }, /"b" is damaged/],
  ])('takes back what it wrote when an entry holds %s', async (_, part, message) => {
    const place = sceneWith(backend, [good, { name: 'deep/er/file', content: 'x' }, part]);
    expect(await outcome(place)).toEqual(refused('invalid', message));
    expect(
      await outcome(place, {
        destination: 'new/and/deep',
      }),
    ).toEqual(refused('invalid', /What had been written \(2 files\) was removed again/));
  });

  test('stops an inflation that lies about its size before it fills the disk', async () => {
    const seen: number[] = [];
    const place = sceneWith(backend, [{ name: 'b', content: Buffer.alloc(64 * 1024 * 1024), size: 1000 }]);
    await expect(place.extract({}, { cancelled: () => (seen.push(1), false) })).rejects.toThrow('holds more than');
    // It looks whether it was cancelled after each piece: there were none.
    expect(seen.length).toBeLessThan(4);
  });

  test('refuses more than a gigabyte, and entries that share their bytes', async () => {
    const raw = Buffer.alloc(6 * 1024 * 1024);
    expect(await outcome(sceneWith(backend, [{ name: 'b', raw, size: 1024 ** 3 + 1 }]))).toEqual(
      refused('too_large', /holds more than 1\.1 GB/),
    );
    const stored = Buffer.alloc(100_000);
    const parts = ['a', 'b', 'c'].map((name) => ({
      name,
      method: 0,
      content: name === 'a' ? stored : '',
      size: 100_000,
      compressed: 100_000,
      offset: 0,
    }));
    expect(await outcome(sceneWith(backend, parts))).toEqual(refused('invalid', /overlap/));
  });

  test('refuses entries of which one lies in another, also where the file is large enough for both', async () => {
    const content = Buffer.alloc(5000, 'A');
    const shared = { name: 'b', content, method: 0, offset: 0 };
    const large = { name: 'pad', content: bytes(20_000), method: 0 };
    expect(await outcome(sceneWith(backend, [{ name: 'a', content, method: 0 }, large, shared]))).toEqual(
      refused('invalid', /overlap/),
    );
    const inside = { name: 'b', content: 'x', method: 0, offset: 40 };
    expect(await outcome(sceneWith(backend, [{ name: 'a', content, method: 0 }, large, inside]))).toEqual(
      refused('invalid', /overlap/),
    );
  });

  test('refuses more entries than it declares, which other programs would see', async () => {
    const place = scene(backend, { 'made.zip': zipOf([good, { name: 'hidden', content: 'x' }], { count: 1 }) });
    expect(await outcome(place)).toEqual(refused('invalid', /more entries than it declares/));
    await expect(place.list()).rejects.toThrow(/more entries than it declares/);
  });

  test('refuses 65,600 entries, lists them, and takes a part', async () => {
    const place = sceneWith(
      backend,
      Array.from({ length: 65_600 }, (_, i) => ({ name: `f${i}`, method: 0 })),
    );
    expect(await outcome(place)).toEqual(refused('too_large', /more than 10,000 entries/));
    expect(await place.list()).toMatchObject({ entries: 65_600, refused: 0 });
    expect(await place.extract({ include: ['f6553?'] })).toMatchObject({ files: 10 });
  });

  test('refuses what is cut off, wherever it is cut', async () => {
    const place = scene(backend);
    const whole = zipOf([good, { name: 'b', content: 'x'.repeat(50) }]);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path.join(place.root, 'made.zip'), whole.subarray(0, length));
      expect(await outcome(place)).toEqual(refused('invalid', /"made\.zip" is not a zip file that can be read/));
    }
    writeFileSync(path.join(place.root, 'made.zip'), Buffer.concat([whole, Buffer.from('more')]));
    expect(await outcome(place)).toEqual(refused('invalid', /Invalid comment length/));
  });

  test.each<[string, (at: string) => void, boolean]>([
    [
      'replaced by another one is read to its end as it was',
      (at) => {
        writeFileSync(`${at}.new`, zipOf([{ name: 'evil', content: 'x' }]));
        renameSync(`${at}.new`, at);
      },
      true,
    ],
    [
      'overwritten is damaged',
      (at) => {
        const file = openSync(at, 'r+');
        writeSync(file, Buffer.alloc(300_000, 'x'), 0, 300_000, 300_000);
        closeSync(file);
      },
      false,
    ],
  ])('an archive that is %s', async (_, act, isWhole) => {
    const content = bytes(600_000);
    const place = sceneWith(backend, [good, { name: 'b', content, method: 0 }, { name: 'c', content: 'c' }]);
    const at = path.join(place.root, 'made.zip');
    let done = false;
    const progress = () => {
      if (!done) act(at);
      done = true;
    };
    const files = await place.extract({}, { progress }).then(
      () => snapshot(path.join(place.root, 'out')),
      (error: unknown) => (error instanceof ToolError ? error.code : error),
    );
    expect(done).toBe(true);
    expect(files).toEqual(isWhole ? { 'good.txt': 'good', b: content.toString('latin1'), c: 'c' } : 'invalid');
    if (!isWhole) expect(Object.keys(snapshot(place.root))).toEqual(['made.zip']);
  });

  test('takes a truncation while it reads for damage', async () => {
    const place = sceneWith(backend, [good, { name: 'b', content: bytes(600_000), method: 0 }]);
    const progress = () => truncateSync(path.join(place.root, 'made.zip'), 100);
    await expect(place.extract({}, { progress })).rejects.toMatchObject({ code: 'invalid' });
    expect(Object.keys(snapshot(place.root))).toEqual(['made.zip']);
  });
});

test.each(['con', 'NUL.txt', 'a/aux/b', 'com1', 'lpt9.log', 'file:stream', 'file::$DATA', 'dot.', 'space '])(
  'Windows does not get the name %j',
  (name) => {
    expect(wayOf(name, 'win32')).toHaveProperty('problem');
    expect(wayOf(name, 'linux')).toHaveProperty('names');
  },
);
