import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Confined } from '../src/sandbox/helper/confined.ts';
import { descriptorBackend } from '../src/sandbox/helper/descriptor.ts';
import { portableBackend } from '../src/sandbox/helper/portable.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { temporaryFolder } from './fixtures.ts';

const backends = [
  ...(process.platform === 'linux' ? [['descriptor', () => descriptorBackend] as const] : []),
  ['portable', () => portableBackend(() => undefined)] as const,
];

describe.each(backends)('%s backend', (_name, backendOf) => {
  /** Looks up paths in some folders, of which each is a root. */
  function confined(folders: readonly string[]): Confined {
    const home = process.cwd();
    const backend = backendOf();
    const specs = folders.map((folder) => {
      const { dev, ino } = fs.statSync(folder, { bigint: true });
      return { path: folder, real: folder, writable: true, identity: `${dev}:${ino}` };
    });
    const roots = new Roots(specs, backend, { platform: process.platform, home: '/' }, undefined);
    const files = new Confined({ backend, roots, open: new Set() });
    onTestFinished(() => {
      files.close();
      roots.close();
      process.chdir(home);
    });
    return files;
  }

  test('a path with a separator at its end is a folder', () => {
    const root = temporaryFolder();
    fs.writeFileSync(path.join(root, 'a.txt'), 'x');
    fs.mkdirSync(path.join(root, 'sub'));
    const files = confined([root]);
    expect(() => files.spot(path.join(root, 'a.txt/'))).toThrow('is not a folder');
    expect(files.spot(path.join(root, 'sub/')).stat?.kind).toBe('folder');
    expect(files.spot(path.join(root, 'none/')).stat).toBeUndefined();
  });

  test('folders are made through links that stay inside, and only there', () => {
    const [root, outside] = [temporaryFolder(), temporaryFolder()];
    fs.mkdirSync(path.join(root, 'sub'));
    fs.writeFileSync(path.join(root, 'a.txt'), 'x');
    for (const [name, target] of [
      ['to-sub', 'sub'],
      ['to-root', '.'],
      ['to-file', 'a.txt'],
      ['out', outside],
    ] as const)
      fs.symlinkSync(target, path.join(root, name));
    const files = confined([root]);
    expect(files.makeFolders(path.join(root, 'to-sub/new/deep'))).toBe(2);
    expect(files.makeFolders(path.join(root, 'to-root/beside'))).toBe(1);
    expect(fs.readdirSync(root).sort()).toEqual(['a.txt', 'beside', 'out', 'sub', 'to-file', 'to-root', 'to-sub']);
    expect(fs.existsSync(path.join(root, 'sub/new/deep'))).toBe(true);
    expect(files.makeFolders(path.join(root, 'sub/new/deep'))).toBe(0);
    expect(() => files.makeFolders(path.join(root, 'to-file/new'))).toThrow('leads to no folder');
    expect(() => files.makeFolders(path.join(root, 'a.txt/new'))).toThrow('is not a folder');
    expect(() => files.makeFolders(path.join(root, 'out/new'))).toThrow('outside the allowed folders');
    expect(fs.readdirSync(outside)).toEqual([]);
  });

  test('files that are read together share their folder, and not with one of another root', () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    for (const root of [one, two]) {
      fs.mkdirSync(path.join(root, 'sub'));
      fs.writeFileSync(path.join(root, 'sub/a.txt'), root);
    }
    const files = confined([one, two]);
    const content = (file: string) => files.file(file).readAll(1_000).toString();
    for (const root of [one, two, one]) expect(content(path.join(root, 'sub/a.txt'))).toBe(root);
  });

  test('a relative path means the one root that has it', () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    fs.writeFileSync(path.join(one, 'both'), '1');
    fs.writeFileSync(path.join(two, 'both'), '2');
    fs.writeFileSync(path.join(two, 'second'), '2');
    const files = confined([one, two]);
    expect(files.spot('second').folder.path).toBe(two);
    expect(() => files.spot('both')).toThrow(`can mean "${one}/both" or "${two}/both"; give the absolute path.`);
    expect(() => files.spot('none/at/all')).toThrow('is in none of the 2 allowed folders');
  });
});
