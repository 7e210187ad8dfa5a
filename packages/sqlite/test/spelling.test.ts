import { expect, test } from 'vitest';
import { spelledOtherwise } from '../src/databases/databases.ts';

const open = (...paths: (string | undefined)[]) => paths.map((path) => ({ target: { path } }));

test.each<[NodeJS.Platform, string, string, boolean]>([
  ['win32', 'C:\\Data\\shop.db', 'c:/data/SHOP.DB', true],
  ['win32', 'C:\\Data\\shop.db', 'C:\\Data\\old\\..\\shop.db', true],
  ['win32', 'C:\\Data\\shop.db', 'D:\\Data\\shop.db', false],
  ['win32', '\\\\server\\share\\a.db', '//SERVER/share/a.db', true],
  ['darwin', '/Users/ann/Öl.db', '/Users/Ann/O\u0308l.db', true],
  ['linux', '/data/shop.db', '/data//shop.db', true],
  ['linux', '/data/shop.db', '/data/SHOP.db', false],
])('%s: %s is found by %s: %s', (platform, path, asked, found) => {
  expect(spelledOtherwise(asked, open(undefined, path), platform) !== undefined).toBe(found);
});

test('two databases whose names differ only in case are not confused', () => {
  const both = open('/data/a.db', '/data/A.db');
  expect(spelledOtherwise('/data/a.DB', both, 'darwin')).toBeUndefined();
});
