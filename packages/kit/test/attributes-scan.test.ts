import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { areWithoutAttributes, filesWithoutAttributes } from '../src/sandbox/helper/attributes-scan.ts';
import { isWithoutAttributes } from '../src/sandbox/helper/attributes.ts';
import { Confined } from '../src/sandbox/helper/confined.ts';
import { descriptorBackend } from '../src/sandbox/helper/descriptor.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { replaceFile } from '../src/sandbox/helper/write.ts';
import { temporaryFolder } from './fixtures.ts';

const program = '/usr/bin/perl';
const works =
  process.platform === 'linux' &&
  spawnSync(program, ['-v']).status === 0 &&
  spawnSync('python3', ['-c', 'import os; os.setxattr']).status === 0;

const set = (file: string, name: string) =>
  execFileSync('python3', ['-c', 'import os,sys; os.setxattr(sys.argv[1], sys.argv[2], b"x")', file, name]);

function setUp(names: readonly string[]) {
  const folder = temporaryFolder();
  for (const name of names) writeFileSync(path.join(folder, name), name);
  const { dev, ino } = statSync(folder, { bigint: true });
  const root = { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
  const roots = new Roots([root], descriptorBackend, { platform: process.platform, home: '/' }, undefined);
  const files = new Confined({ backend: descriptorBackend, roots, open: new Set() });
  onTestFinished(() => {
    files.close();
    roots.close();
  });
  return { folder, files };
}

test.runIf(works)(
  'tells of two open files that changed a moment ago if they and their folder have no attributes',
  () => {
    const { folder, files } = setUp(['old', 'new', 'noted']);
    set(path.join(folder, 'noted'), 'user.note');
    const at = files.folder(folder);
    const [old, next, noted] = ['old', 'new', 'noted'].map((name) => at.open(name));
    if (old === undefined || next === undefined || noted === undefined) throw new Error('not opened');
    expect(areWithoutAttributes(at, old, next)).toBe(true);
    expect(areWithoutAttributes(at, noted, next)).toBe(false);
    expect(areWithoutAttributes(at, old, noted)).toBe(false);
    set(folder, 'user.note');
    expect(areWithoutAttributes(at, old, next)).toBe(false);
  },
);

test.runIf(works)('knows after one replacement that a file of another program has no attributes', () => {
  const { folder, files } = setUp(['theirs', 'noted']);
  set(path.join(folder, 'noted'), 'user.note');
  for (const name of ['theirs', 'noted']) {
    const spot = files.named(path.join(folder, name));
    if (spot.stat === undefined) throw new Error('not found');
    expect(isWithoutAttributes(spot.stat)).toBe(false);
    replaceFile(spot.folder, name, spot.stat, Buffer.from('new'));
    expect(isWithoutAttributes(spot.folder.stat(name))).toBe(name === 'theirs');
    expect(isWithoutAttributes(spot.folder.self())).toBe(true);
  }
  const kept = execFileSync('python3', [
    '-c',
    'import os,sys; print(os.listxattr(sys.argv[1]))',
    path.join(folder, 'noted'),
  ]);
  expect(String(kept)).toContain('user.note');
});

test.runIf(works)('finds the files without attributes, and no file that changed a moment ago', () => {
  const names = ['plain', 'noted', '12', 'with\nline', '-e'];
  const { folder, files } = setUp(names);
  mkdirSync(path.join(folder, 'sub'));
  set(path.join(folder, 'noted'), 'user.note');
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
});
