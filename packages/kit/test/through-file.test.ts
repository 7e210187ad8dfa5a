import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../src/sandbox/helper/backend.ts';
import { Confined } from '../src/sandbox/helper/confined.ts';
import { descriptorBackend } from '../src/sandbox/helper/descriptor.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { temporaryFolder } from './fixtures.ts';

/** Windows answers ENOENT where other systems say ENOTDIR. */
const likeWindows: Backend = {
  ...descriptorBackend,
  hold(...args) {
    try {
      return descriptorBackend.hold(...args);
    } catch {
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    }
  },
};

test.skipIf(process.platform !== 'linux')('a path through a file is not said to be missing', () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'sub'));
  writeFileSync(path.join(folder, 'sub/file.txt'), 'x');
  const { dev, ino } = statSync(folder, { bigint: true });
  const root = { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
  for (const backend of [descriptorBackend, likeWindows]) {
    const roots = new Roots([root], backend, { platform: 'linux', home: '/' }, undefined);
    const files = new Confined({ backend, roots, open: new Set() });
    onTestFinished(() => {
      files.close();
      roots.close();
    });
    const look = (name: string) => () => files.spot(path.join(folder, name));
    for (const name of ['sub/file.txt/a', 'sub/file.txt/a/b'])
      expect(look(name), name).toThrow(/is not a folder, or a part of it is a file/);
    // Control: what is missing is said to be missing.
    expect(look('sub/none/a')).toThrow(/does not exist/);
  }
});
