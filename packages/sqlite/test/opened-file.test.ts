import { expect, test } from 'vitest';
import { openedOnly } from '../src/engine/opened-file.ts';

const before = new Map([['/lib/driver.node', '1:1']]);
const opened = { path: '/data/a.db', identity: '1:2', before };
const own: [string, string][] = [...before, ['/data/a.db', '1:2'], ['/data/a.db-wal', '1:3']];

test('accepts the file and its companions', () => {
  expect(openedOnly(opened, () => new Map(own))).toBe(true);
});

test('waits for a file that another thread of the process reads', () => {
  let looks = 0;
  const list = () => new Map(++looks < 3 ? [...own, ['/sys/fs/cgroup/memory.max', '9:9']] : own);
  expect(openedOnly(opened, list)).toBe(true);
  expect(looks).toBe(3);
});

test.each<[string, [string, string][]]>([
  ['another file in the place of the database', [['/data/a.db', '7:7']]],
  ['a companion that leads elsewhere', [...own, ['/home/secrets', '8:8']]],
  ['the database under another path', [['/other/a.db', '1:2']]],
])('refuses %s', (_what, files) => {
  expect(openedOnly(opened, () => new Map(files))).toBe(false);
});

test('leaves it to the caller where the system lists no open files', () => {
  expect(openedOnly(opened, () => undefined)).toBeUndefined();
});
