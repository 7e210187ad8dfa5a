// Where a new file begins as a copy of the one that it replaces. GNU cp is in the place of that of macOS; it knows the same flags.
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Confined } from '../src/sandbox/helper/confined.ts';
import { identityAt } from '../src/sandbox/helper/held-root.ts';
import { portableBackend } from '../src/sandbox/helper/portable.ts';
import { Roots } from '../src/sandbox/helper/roots.ts';
import { emptyCopy } from '../src/sandbox/helper/whole-copy.ts';
import { temporaryFolder } from './fixtures.ts';

const here = process.cwd();
afterEach(() => process.chdir(here));

function setUp() {
  const real = temporaryFolder();
  const at = (name: string): string => path.join(real, name);
  fs.writeFileSync(at('old.txt'), 'old content', { mode: 0o640 });
  const backend = portableBackend(() => undefined);
  const spec = { path: real, real, writable: true, identity: identityAt(real) ?? '' };
  const rules = { platform: process.platform, home: '/home/me' };
  const open = new Set<{ close(): void }>();
  const confined = new Confined({ backend, roots: new Roots([spec], backend, rules, undefined), open });
  return { at, folder: confined.folder(real), names: () => fs.readdirSync(real).sort() };
}

test.skipIf(process.platform === 'win32').each(['darwin', 'win32'] as const)(
  '%s: an empty copy is open',
  (platform) => {
    const { at, folder } = setUp();
    const file = emptyCopy(folder, 'old.txt', 'new.txt', { platform });
    file?.write(Buffer.from('new'));
    file?.close();
    expect(fs.readFileSync(at('new.txt'), 'utf8')).toBe('new');
    expect(fs.statSync(at('new.txt')).mode & 0o777).toBe(0o640);
    expect(fs.readFileSync(at('old.txt'), 'utf8')).toBe('old content');
  },
);

test.skipIf(process.platform === 'win32')('a file that became a link to one outside is not copied', () => {
  const { at, folder, names } = setUp();
  const outside = path.join(temporaryFolder(), 'secret.txt');
  fs.writeFileSync(outside, 'secret');
  fs.rmSync(at('old.txt'));
  fs.symlinkSync(outside, at('old.txt'));
  expect(emptyCopy(folder, 'old.txt', 'new.txt', { platform: 'darwin' })).toBeUndefined();
  expect(names()).toEqual(['old.txt']);
  expect(fs.readFileSync(outside, 'utf8')).toBe('secret');
});

test.skipIf(process.platform === 'win32').each(['darwin', 'win32'] as const)(
  '%s: nothing takes the place of an existing name, and a missing file is none',
  (platform) => {
    const { at, folder, names } = setUp();
    expect(emptyCopy(folder, 'missing.txt', 'new.txt', { platform })).toBeUndefined();
    expect(names()).toEqual(['old.txt']);
    for (const taken of ['taken.txt', 'folder']) {
      if (taken === 'folder') fs.mkdirSync(at(taken));
      else fs.writeFileSync(at(taken), 'mine');
      expect(emptyCopy(folder, 'old.txt', taken, { platform })).toBeUndefined();
    }
    expect([names(), fs.readdirSync(at('folder'))]).toEqual([['folder', 'old.txt', 'taken.txt'], []]);
    expect(fs.readFileSync(at('taken.txt'), 'utf8')).toBe('mine');
  },
);

/** In the place of icacls: it saves the list that stands for a name, as it does, in UTF-16 and below the name. */
function accessLists(listOf: string): string {
  const program = path.join(temporaryFolder(), 'icacls');
  fs.writeFileSync(
    program,
    `#!${process.execPath}
const [name, flag, file] = process.argv.slice(2);
if (flag !== '/save' || !require('node:fs').existsSync(name)) process.exit(1);
const list = (${listOf})(name, require('node:fs').readFileSync(name, 'utf8'));
if (list !== undefined) require('node:fs').writeFileSync(file, name + '\\r\\n' + list + '\\r\\n', 'utf16le');`,
    { mode: 0o755 },
  );
  return program;
}

const inherited = 'D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)';

test.skipIf(process.platform === 'win32').each([
  ['the same lists', `() => '${inherited}'`, true],
  ['a list that was set for the file', `(name) => (name === 'old.txt' ? 'D:PAI(A;;FA;;;SY)' : '${inherited}')`, false],
  ['lists that are not known', '() => undefined', true],
  // While the new file had the content, those whom its list lets in could read it.
  ['no content before the lists are compared', "(name, text) => (name === 'old.txt' ? 'D:' : 'D:' + text)", true],
] as const)('Windows: a new file for one with %s', (_, lists, isMade) => {
  const { folder, names } = setUp();
  const file = emptyCopy(folder, 'old.txt', 'new.txt', { platform: 'win32', accessLists: accessLists(lists) });
  file?.close();
  expect([file !== undefined, names()]).toEqual([isMade, isMade ? ['new.txt', 'old.txt'] : ['old.txt']]);
});
