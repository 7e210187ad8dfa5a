import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Stamps } from '../src/engine/stamps.ts';
import { temporaryFolder } from './start.ts';

function setUp() {
  const file = path.join(temporaryFolder(), 'a.db');
  fs.writeFileSync(file, 'first');
  const stamps = new Stamps(file, () => []);
  stamps.now();
  stamps.look();
  return { stamps, file, log: `${file}-wal` };
}

test('a stamp is that of the file as it was before the statement', () => {
  const { stamps, file } = setUp();
  const unchanged = stamps.before();
  expect(unchanged()).toBe(stamps.now());
  const stamp = stamps.before();
  fs.writeFileSync(file, 'longer than before');
  expect(stamp()).not.toBe(stamps.now());
});

test.each([
  ['that nobody wrote to changes nothing', '', true],
  ['that was written to leaves no stamp', 'a commit', false],
])('a log that appears meanwhile %s', (_title, content, isExact) => {
  const { stamps, log } = setUp();
  const stamp = stamps.before();
  fs.writeFileSync(log, content);
  const told = stamp();
  expect(told === stamps.now()).toBe(isExact);
});

test('a log that is there is looked at before the statement', () => {
  const { stamps, log } = setUp();
  fs.writeFileSync(log, 'a commit');
  stamps.now();
  const stamp = stamps.before();
  fs.appendFileSync(log, 'another');
  expect(stamp()).not.toBe(stamps.now());
});
