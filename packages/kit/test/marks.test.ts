// What macOS and Windows note beside a file goes with a copy. A program in the place of xattr keeps the marks of macOS by
// the file's number, as a disk does.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Confined } from '../src/sandbox/helper/confined.ts';
import type { Folder } from '../src/sandbox/helper/folder.ts';
import { identityAt } from '../src/sandbox/helper/held-root.ts';
import { copyMarks, withMarks } from '../src/sandbox/helper/marks.ts';
import { PendingFile } from '../src/sandbox/helper/pending-file.ts';
import { portableBackend } from '../src/sandbox/helper/portable.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { temporaryFolder } from './fixtures.ts';

const here = process.cwd();
afterEach(() => process.chdir(here));

function folders(): Folder[] {
  const real = temporaryFolder();
  for (const name of ['from', 'to']) fs.mkdirSync(path.join(real, name));
  const backend = portableBackend(() => undefined);
  const spec = { path: real, real, writable: true, identity: identityAt(real) ?? '' };
  const rules = { platform: process.platform, home: '/home/me' };
  const open = new Set<{ close(): void }>();
  const confined = new Confined({ backend, roots: new Roots([spec], backend, rules, undefined), open });
  return ['from', 'to'].map((name) => confined.folder(path.join(real, name)));
}

/** The stand-in for xattr, and what it keeps. It fails for names or attributes that contain `refused`. */
function xattr(refused = ''): { program: string; kept(): Record<string, Record<string, string>> } {
  const folder = temporaryFolder();
  const store = path.join(folder, 'store.json');
  const program = path.join(folder, 'xattr');
  fs.writeFileSync(store, '{}');
  const standIn = fileURLToPath(new URL('xattr.mjs', import.meta.url));
  const command = [process.execPath, standIn, store, refused].map((part) => `'${part}'`).join(' ');
  fs.writeFileSync(program, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  return { program, kept: () => JSON.parse(fs.readFileSync(store, 'utf8')) };
}

const inodeOf = (file: string): string => `${fs.lstatSync(file).ino}`;

/** Notes a mark as the system does. */
function mark(program: string, file: string, attribute: string, value: string): void {
  const store = path.join(path.dirname(program), 'store.json');
  const kept = JSON.parse(fs.readFileSync(store, 'utf8'));
  (kept[inodeOf(file)] ??= {})[attribute] = Buffer.from(value).toString('hex');
  fs.writeFileSync(store, JSON.stringify(kept));
}

function copyOf(from: Folder, name: string, to: Folder, options: Parameters<typeof copyMarks>[4]): boolean {
  const pending = new PendingFile(to, name, 0o600);
  pending.write(Buffer.from('copied'));
  const isKept = pending.copyMarks(from, name, options);
  pending.publish();
  pending.discard();
  return isKept;
}

const [quarantine, tags] = ['com.apple.quarantine', 'com.apple.metadata:_kMDItemUserTags'];

test.skipIf(process.platform === 'win32')('macOS: marks go with a copy, those of the system do not', () => {
  const [from, to] = folders() as [Folder, Folder];
  const { program, kept } = xattr();
  const names = ['plain.txt', 'app: v1.txt', 'only the system.txt'];
  for (const name of names) fs.writeFileSync(path.join(from.path, name), 'x');
  const file = path.join(from.path, 'app: v1.txt');
  mark(program, file, quarantine, '0083;5f1e;Safari;');
  mark(program, file, tags, 'Red\n6');
  for (const name of names) mark(program, path.join(from.path, name), 'com.apple.provenance', 'x');
  const options = { platform: 'darwin', program } as const;
  expect([...withMarks(from, names.slice(1), options)]).toEqual(['app: v1.txt']);
  expect(withMarks(from, ['plain.txt'], options).size).toBe(0);
  expect(copyOf(from, 'app: v1.txt', to, options)).toBe(true);
  const copied = kept()[inodeOf(path.join(to.path, 'app: v1.txt'))] ?? {};
  expect(Object.keys(copied)).toEqual([quarantine, tags]);
  expect(Buffer.from(copied[tags] ?? '', 'hex').toString()).toBe('Red\n6');
});

test.skipIf(process.platform === 'win32')('macOS: a mark that the disk refuses is said', () => {
  const [from, to] = folders() as [Folder, Folder];
  const { program } = xattr(tags);
  const file = path.join(from.path, 'a.txt');
  fs.writeFileSync(file, 'x');
  mark(program, file, tags, 'Red');
  expect(copyOf(from, 'a.txt', to, { platform: 'darwin', program })).toBe(false);
  fs.rmSync(path.join(to.path, 'a.txt'));
  expect(copyOf(from, 'a.txt', to, { platform: 'linux', program })).toBe(true);
});

test.skipIf(process.platform === 'win32')('macOS: a name with a line break is looked at alone', () => {
  const [from] = folders() as [Folder, Folder];
  const { program } = xattr();
  expect([...withMarks(from, ['a\nb: com.apple.quarantine'], { platform: 'darwin', program })]).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')('macOS: marks that cannot be read are not taken for none', () => {
  const [from, to] = folders() as [Folder, Folder];
  const names = ['a.txt', 'b.txt', 'locked.txt', 'c.txt', 'd.txt'];
  for (const name of names) fs.writeFileSync(path.join(from.path, name), 'x');
  const { program } = xattr('locked');
  mark(program, path.join(from.path, 'd.txt'), tags, 'Red');
  const options = { platform: 'darwin', program } as const;
  expect([...withMarks(from, names, options)].sort()).toEqual(['d.txt', 'locked.txt']);
  expect(copyOf(from, 'locked.txt', to, options)).toBe(false);
  expect(copyOf(from, 'd.txt', to, options)).toBe(true);

  const missing = { platform: 'darwin', program: path.join(from.path, 'no program') } as const;
  expect([...withMarks(from, names, missing)]).toEqual(names);
  expect(copyOf(from, 'a.txt', to, missing)).toBe(false);
});

test('Windows: what came from the internet is still marked so', () => {
  const [from, to] = folders() as [Folder, Folder];
  for (const name of ['setup.exe', 'own.exe']) fs.writeFileSync(path.join(from.path, name), 'x');
  const zone = '[ZoneTransfer]\r\nZoneId=3\r\n';
  fs.writeFileSync(path.join(from.path, 'setup.exe:Zone.Identifier'), zone);
  for (const name of ['setup.exe', 'own.exe']) expect(copyOf(from, name, to, { platform: 'win32' })).toBe(true);
  expect(fs.readFileSync(path.join(to.path, 'setup.exe'), 'utf8')).toBe('copied');
  // Without streams, as on Linux and under Wine, the mark is a file beside the temporary one.
  const marks = fs.readdirSync(to.path).filter((name) => name.endsWith(':Zone.Identifier'));
  const [mark = 'setup.exe:Zone.Identifier', ...more] = marks;
  expect(fs.readFileSync(path.join(to.path, mark), 'utf8')).toBe(zone);
  expect(more).toEqual([]);
});

test.skipIf(process.platform === 'win32')('Windows: a mark that cannot be read is not taken for none', () => {
  const [from, to] = folders() as [Folder, Folder];
  fs.writeFileSync(path.join(from.path, 'setup.exe'), 'x');
  const zone = path.join(from.path, 'setup.exe:Zone.Identifier');
  fs.mkdirSync(zone);
  expect(copyOf(from, 'setup.exe', to, { platform: 'win32' })).toBe(false);
  fs.rmdirSync(zone);
  fs.rmSync(path.join(to.path, 'setup.exe'));
  expect(copyOf(from, 'setup.exe', to, { platform: 'win32' })).toBe(true);
});
