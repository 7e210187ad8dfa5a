import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { portableBackend } from '../src/sandbox/helper/portable.ts';
import { translate } from '../src/sandbox/errno.ts';
import { temporaryFolder } from './fixtures.ts';

const here = process.cwd();
afterEach(() => process.chdir(here));

/** Goes down through folders of 50 characters until one cannot be held; returns the length of its path. */
function deepest(platform: NodeJS.Platform): { length: number; error: unknown } {
  const backend = portableBackend(() => undefined, platform);
  let place = temporaryFolder();
  fs.mkdirSync(path.join(place, ...Array.from({ length: 6 }, () => 'x'.repeat(50))), { recursive: true });
  let handle = backend.hold(place);
  try {
    for (let depth = 0; depth < 6; depth++) {
      place = path.join(place, 'x'.repeat(50));
      handle = backend.holdChild(handle, 'x'.repeat(50));
    }
  } catch (error) {
    return { length: place.length, error };
  }
  return { length: place.length, error: undefined };
}

test('on Windows, a folder whose path is too long is not said to be missing', () => {
  const { length, error } = deepest('win32');
  expect(length).toBeGreaterThan(258);
  expect(translate(error, 'deep', 'win32')).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('258 characters'),
  });
});

test('control: elsewhere it can be used', () => {
  expect(deepest('linux').error).toBeUndefined();
});
