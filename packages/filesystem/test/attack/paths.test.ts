// oxlint-disable vitest/no-conditional-expect -- a table or a race decides which of two outcomes is looked at
import path from 'node:path';
import { ToolError } from '@mcp-reference/kit';
import { describe, expect, test } from 'vitest';
import {
  assertCreatable,
  parsePath,
  below,
  contains,
  visible,
  type PathRules,
} from '../../../kit/src/sandbox/paths.ts';
import { Roots } from '../../../kit/src/sandbox/helper/roots.ts';
import { descriptorBackend } from '../../../kit/src/sandbox/helper/descriptor.ts';
import { portableBackend } from '../../../kit/src/sandbox/helper/portable.ts';
import { identityAt } from '../../../kit/src/sandbox/helper/held-root.ts';
import { temporaryFolder } from '../start.ts';

const linux: PathRules = { platform: 'linux', home: '/home/me' };
const mac: PathRules = { platform: 'darwin', home: '/Users/me' };
const windows: PathRules = { platform: 'win32', home: 'C:\\Users\\me' };
const systems = { linux, mac, windows };

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof ToolError) return error.code;
    throw error;
  }
};

/** The fate of a path: refused as text, outside the root, or the names below it. */
function fate(shown: string, rules: PathRules, root: string): string | string[] {
  let asked;
  try {
    asked = parsePath(shown, rules);
  } catch (error) {
    if (error instanceof ToolError) return error.code;
    throw error;
  }
  if (!asked.absolute) return asked.path.split(rules.platform === 'win32' ? '\\' : '/');
  return below(root, asked.path, rules.platform) ?? 'outside';
}

describe.each(Object.entries(systems))('%s', (_name, rules) => {
  test.each([
    ['empty', ''],
    ['NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
    ['a pair the wrong way round', '\udc00\ud800'],
    ['too long', 'a/'.repeat(3000)],
    ['another computer', 'file://host/x'],
    ['a hidden separator', 'file:///a%2fb'],
    ['a hidden backslash', 'file:///a%5Cb'],
    ['a hidden NUL', 'file:///a%00b'],
    ['a query', 'file:///a?b'],
    ['a fragment', 'file:///a#b'],
    ['a percent code that is no UTF-8', 'file:///%ff'],
  ])('refuses %s', (_what, shown) => {
    expect(codeOf(() => parsePath(shown, rules))).toBe('invalid');
  });

  test.each(['..', '../x', 'a/../../x', './..', 'a/b/../../../c', `${'../'.repeat(40)}etc/passwd`])(
    '%s leads out',
    (shown) => {
      expect(codeOf(() => parsePath(shown, rules))).toBe('denied');
    },
  );

  test('uses the very text that it was given', () => {
    for (const shown of ['a ', ' a', '"a"', "'a'", '%2e%2e', '%41', 'A', '\uff0e\uff0e', '$HOME', '...', 'a..b']) {
      if (rules.platform === 'win32' && /[. ]$|"/.test(shown)) continue;
      expect(parsePath(shown, rules)).toMatchObject({ shown, path: shown, absolute: false });
    }
  });

  test('any text is refused or stays what it was, and never gets above its start', () => {
    const parts = [
      '..',
      '.',
      '',
      'a',
      '~',
      'C:',
      '\\',
      '..\\',
      '%2e%2e',
      '\\\\?\\',
      '//',
      'file:',
      'con',
      'a ',
      '\u2215',
    ];
    const p = rules.platform === 'win32' ? path.win32 : path.posix;
    for (const one of parts) {
      for (const two of parts) {
        for (const three of parts) {
          const shown = [one, two, three].join('/');
          let asked;
          try {
            asked = parsePath(shown, rules);
          } catch (error) {
            expect(error).toBeInstanceOf(ToolError);
            continue;
          }
          expect(p.isAbsolute(asked.path)).toBe(asked.absolute);
          // `\\\\..\\..\\` is a share called ".." of a computer called "..", which no root is on.
          const names = asked.absolute
            ? below(p.parse(process.cwd()).root, asked.path, rules.platform)
            : asked.path.split(p.sep);
          expect(names ?? []).not.toContain('..');
        }
      }
    }
  });
});

test.each([
  ['/srv/data', '/srv/data', []],
  ['/srv/data', '/srv/data/x/y', ['x', 'y']],
  ['/srv/data', '/srv/data_evil', undefined],
  ['/srv/data', '/srv/data ', undefined],
  ['/srv/data', '/srv', undefined],
  ['/', '/x', ['x']],
])('below %s: %s', (outer, inner, names) => {
  expect(below(outer, inner, 'linux')).toEqual(names);
  expect(below(outer, inner, 'darwin')).toEqual(names);
});

describe('Windows', () => {
  const root = 'C:\\data';

  test.each([
    ['C:\\data\\x', ['x']],
    ['c:/DATA/x', ['x']],
    ['C:\\data', []],
    ['sub\\x', ['sub', 'x']],
    ['sub/x', ['sub', 'x']],
    ['C:\\data_evil\\x', 'outside'],
    ['C:\\data\\..\\x', 'outside'],
    ['D:\\data\\x', 'outside'],
    ['\\\\server\\share\\x', 'outside'],
    ['//server/share/x', 'outside'],
    ['file:///C:/data/x', ['x']],
    ['file:///c:/data/a%20b', ['a b']],
    ['file:///C|/data/x', ['x']],
    ['file:////server/share/x', 'outside'],
    ['~', 'outside'],
    ['~\\x', 'outside'],
    // 38-39: drives
    ['C:', 'invalid'],
    ['C:x', 'invalid'],
    ['C:..\\x', 'invalid'],
    ['d:data', 'invalid'],
    // 123: devices, streams and what Windows drops
    ['con', 'invalid'],
    ['CON', 'invalid'],
    ['nul.txt', 'invalid'],
    ['sub\\aux\\x', 'invalid'],
    ['sub/prn.', 'invalid'],
    ['COM1', 'invalid'],
    ['com\u00b9.log', 'invalid'],
    ['lpt9', 'invalid'],
    ['CONIN$', 'invalid'],
    ['conout$.txt', 'invalid'],
    ['con .txt', 'invalid'],
    ['a.', 'invalid'],
    ['a ', 'invalid'],
    ['a...', 'invalid'],
    ['sub. \\x', 'invalid'],
    ['a:b', 'invalid'],
    ['a::$DATA', 'invalid'],
    ['C:\\data\\a:b', 'invalid'],
    ['C:\\data:stream\\x', 'invalid'],
    ['file:///C:/data/a:b', 'invalid'],
    ['\\\\?\\C:\\data\\x', 'invalid'],
    ['\\\\?\\UNC\\server\\share', 'invalid'],
    ['\\\\.\\PhysicalDrive0', 'invalid'],
    ['//./pipe/x', 'invalid'],
    ['//?/C:/data/x', 'invalid'],
    ['\\??\\C:\\data\\x', 'invalid'],
    // 26-27: here the backslash separates
    ['..\\outside', 'denied'],
    ['sub\\..\\..\\outside', 'denied'],
    ['sub/..\\../outside', 'denied'],
    ['\\..\\outside\\secret.txt', 'outside'],
    // 8.3 names are for the kernel to spell out
    ['PROGRA~1\\x', ['PROGRA~1', 'x']],
    ['company', ['company']],
    ['console.log', ['console.log']],
    ['.gitignore', ['.gitignore']],
    ['com10', ['com10']],
  ] as [string, string | string[]][])('%s', (shown, expected) => {
    expect(fate(shown, windows, root)).toEqual(expected);
  });

  test('a Unix path of a drive is a folder of the current drive, not drive C', () => {
    expect(fate('/c/data/x', windows, root)).toBe('outside');
  });

  test.each(['con', 'a.', 'a ', 'a:b', 'nul', 'a\u0001'])('does not create "%s"', (name) => {
    expect(codeOf(() => assertCreatable(name, name, 'win32'))).toBe('invalid');
  });

  // Folders can be set to keep case (as WSL does), and Unicode folds more than NTFS: what the kernel spelled is compared as it is.
  test.each([
    ['case', 'C:\\Data', 'C:\\data\\secret'],
    ['the Kelvin sign', 'C:\\ok', 'C:\\o\u212a\\secret'],
    ['a dotted capital I', 'C:\\\u0130', 'C:\\i\u0307\\secret'],
  ])('a folder beside the root that differs only by %s is not the root', (_what, real, elsewhere) => {
    const folder = temporaryFolder();
    const base = process.platform === 'linux' ? descriptorBackend : portableBackend((at) => at);
    const backend = { ...base, hold: () => base.hold(folder), whereIs: () => real, release: () => {} };
    const roots = new Roots(
      [{ path: real, real, writable: true, identity: identityAt(folder) ?? '' }],
      backend,
      windows,
      undefined,
    );
    expect(roots.containing(`${real}\\inside`)).toBeDefined();
    expect(roots.containing(elsewhere)).toBeUndefined();
  });

  test('names below a root are cut where the root ends', () => {
    expect(below('C:\\\u0130', 'C:\\i\u0307\\x', 'win32')).toSatisfy(
      (names) => names === undefined || !(names as string[]).includes(''),
    );
  });
});

describe('Unix', () => {
  const root = '/srv/data';

  test.each([
    ['C:\\x', 'invalid'],
    ['C:/x', 'invalid'],
    ['c:', 'invalid'],
    ['C:x', ['C:x']],
    ['..\\outside', ['..\\outside']],
    ['\\..\\outside', ['\\..\\outside']],
    ['~', 'outside'],
    ['~/x', 'outside'],
    ['~root/x', ['~root', 'x']],
    ['//srv/data/x', ['x']],
    ['/srv/data/', []],
    ['/srv/data/../data/x', ['x']],
    ['/srv/data/../x', 'outside'],
    ['/srv/data ', 'outside'],
    ['file:///srv/data/x', ['x']],
    ['FILE:///srv/data/x', ['x']],
    ['file:/srv/data/x', ['x']],
    ['file:///srv/data/%2e%2e/x', 'outside'],
    ['con', ['con']],
    ['a:b', ['a:b']],
    ['a.', ['a.']],
  ] as [string, string | string[]][])('%s', (shown, expected) => {
    expect(fate(shown, linux, root)).toEqual(expected);
    expect(fate(shown, mac, root)).toEqual(expected);
  });

  test.each(['/SRV/data/x', '/srv/Data/x'])('Linux: %s', (shown) => {
    expect(fate(shown, linux, root)).toBe('outside');
  });

  // 124: names that macOS resolves in its own ways
  test.each([
    ['/.vol/16777220/2/x', 'outside'],
    ['/System/Volumes/Data/srv/data/x', 'outside'],
    ['/private/srv/data/x', 'outside'],
    ['a.txt/..namedfork/rsrc', ['a.txt', '..namedfork', 'rsrc']],
    ['.DS_Store', ['.DS_Store']],
    // Most of its disks ignore case and the normal form; the kernel decides where the path really leads.
    ['/SRV/DATA/x', ['x']],
    ['/srv/Data2/x', 'outside'],
  ] as [string, string | string[]][])('macOS: %s', (shown, expected) => {
    expect(fate(shown, mac, root)).toEqual(expected);
  });

  test.each(['a\nb', 'a\rb', 'a\tb', 'a\u001b[0m', 'a\u202eb', 'a\u2066b', 'a\u200bb', 'a\ufeffb'])(
    'does not create %j',
    (name) => {
      expect(codeOf(() => assertCreatable(name, name, 'linux'))).toBe('invalid');
      expect(visible(name)).toMatch(/^[ -~]+$/);
    },
  );

  test.each([
    'plain',
    'with space',
    'trailing ',
    '"',
    "'",
    '\\',
    '%2e%2e',
    'é',
    'e\u0301',
    '日本語',
    '👩‍💻',
    '-rf',
    '...',
  ])('creates "%s"', (name) => {
    expect(codeOf(() => assertCreatable(name, name, 'linux'))).toBe('accepted');
    expect(visible(name)).toBe(name);
  });
});

test('contains is below', () => {
  expect(contains('/a', '/a/b', 'linux')).toBe(true);
  expect(contains('/a', '/ab', 'linux')).toBe(false);
});
