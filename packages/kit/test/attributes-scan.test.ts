import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesWithoutAttributes } from '../src/sandbox/helper/attributes-scan.ts';
import { Confined } from '../src/sandbox/helper/confined.ts';
import { descriptorBackend } from '../src/sandbox/helper/descriptor.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { temporaryFolder } from './fixtures.ts';

const program = '/usr/bin/perl';
const works =
  process.platform === 'linux' &&
  spawnSync(program, ['-v']).status === 0 &&
  spawnSync('python3', ['-c', 'import os; os.setxattr']).status === 0;

const set = (file: string, name: string) =>
  execFileSync('python3', ['-c', 'import os,sys; os.setxattr(sys.argv[1], sys.argv[2], b"x")', file, name]);

test.runIf(works)('finds the files without attributes, and no file that changed a moment ago', () => {
  const folder = temporaryFolder();
  const names = ['plain', 'noted', '12', 'with\nline', '-e'];
  for (const name of names) writeFileSync(path.join(folder, name), name);
  mkdirSync(path.join(folder, 'sub'));
  set(path.join(folder, 'noted'), 'user.note');
  const { dev, ino } = statSync(folder, { bigint: true });
  const root = { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
  const roots = new Roots([root], descriptorBackend, { platform: process.platform, home: '/' }, undefined);
  const files = new Confined({ backend: descriptorBackend, roots, open: new Set() });
  const found = (now: number) => {
    const known = new Set(filesWithoutAttributes(files.folder(folder), now).map(([identity]) => identity));
    return names.filter((name) => known.has(files.spot(path.join(folder, name)).stat?.identity ?? ''));
  };
  const changed = names.map((name) => statSync(path.join(folder, name)).ctimeMs);
  const later = Math.max(...changed) + 1_000;
  expect(found(Math.min(...changed))).toEqual([]);
  expect(found(later)).toEqual(['plain', '12', 'with\nline', '-e']);
  set(folder, 'user.note');
  expect(found(later)).toEqual([]);
  files.close();
  roots.close();
});
