import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheBase, privateFolder } from '../src/start/compile-cache.ts';
import { temporaryFolder } from './fixtures.ts';

const names = ['mcp-reference', 'compiled', 'server', '1.2.3'];

describe('the folder for caches', () => {
  test.each([
    ['linux', { XDG_CACHE_HOME: '/var/cache/ann' }, '/home/ann', '/var/cache/ann'],
    ['linux', {}, '/home/ann', '/home/ann/.cache'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ann', '/home/ann/.cache'],
    ['linux', {}, '', undefined],
    ['darwin', { XDG_CACHE_HOME: '/x' }, '/Users/ann', '/Users/ann/Library/Caches'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\ann', 'D:\\Local'],
    ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Local'],
  ] as const)('on %s with %j and home %j is %j', (platform, env, home, base) => {
    expect(cacheBase({ platform, env, home })).toBe(base);
  });
});

describe.skipIf(process.platform === 'win32')('a private folder', () => {
  const modeOf = (folder: string) => fs.statSync(folder).mode & 0o777;

  test('is created for this user only, with those above it', () => {
    const base = path.join(temporaryFolder(), 'home', '.cache');
    const folder = privateFolder(base, names);
    expect(folder).toBe(path.join(base, ...names));
    for (let at = folder ?? ''; at !== path.dirname(base); at = path.dirname(at)) expect(modeOf(at)).toBe(0o700);
    expect(privateFolder(base, names)).toBe(folder);
  });

  test('that others could write to is closed to them', () => {
    const base = temporaryFolder();
    const open = path.join(base, ...names);
    fs.mkdirSync(open, { recursive: true });
    fs.chmodSync(open, 0o777);
    expect(privateFolder(base, names)).toBe(open);
    expect(modeOf(open)).toBe(0o700);
  });

  test('is refused where it or a folder above it is a link', () => {
    for (const depth of [1, 2, 4]) {
      const base = temporaryFolder();
      const elsewhere = temporaryFolder();
      const link = path.join(base, ...names.slice(0, depth));
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(elsewhere, link);
      expect(privateFolder(base, names)).toBeUndefined();
      expect(fs.readdirSync(elsewhere)).toEqual([]);
    }
  });

  test('is refused below a folder in which others can rename it', () => {
    const shared = temporaryFolder();
    const base = path.join(shared, 'cache');
    fs.mkdirSync(base, { mode: 0o700 });
    fs.chmodSync(shared, 0o777);
    expect(privateFolder(base, names)).toBeUndefined();
    expect(fs.readdirSync(base)).toEqual([]);
    // As /tmp is: there, only owners rename.
    fs.chmodSync(shared, 0o1777);
    expect(privateFolder(base, names)).toBeDefined();
    fs.chmodSync(base, 0o777);
    expect(privateFolder(base, ['other'])).toBeUndefined();
  });

  test.skipIf(process.getuid?.() !== 0)('is refused where another user owns it or a folder above it', () => {
    for (let depth = 0; depth <= names.length; depth++) {
      const base = path.join(temporaryFolder(), 'cache');
      const owned = path.join(base, ...names.slice(0, depth));
      fs.mkdirSync(owned, { recursive: true });
      fs.chownSync(owned, 54_321, 54_321);
      expect(privateFolder(base, names), String(depth)).toBeUndefined();
      expect(fs.readdirSync(owned)).toEqual([]);
    }
  });

  test('is refused where none can be created', () => {
    const base = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(base, '');
    expect(privateFolder(base, names)).toBeUndefined();
    expect(privateFolder(path.join(base, 'below'), names)).toBeUndefined();
  });
});
