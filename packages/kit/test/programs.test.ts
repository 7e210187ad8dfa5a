import { describe, expect, test } from 'vitest';
import { findProgram, splitCommand, windowsProgram } from '../src/sandbox/programs.ts';

describe('findProgram', () => {
  const windows = (...files: string[]) => ({
    platform: 'win32' as const,
    isProgram: (file: string) => files.includes(file),
  });
  const linux = (...files: string[]) => ({
    platform: 'linux' as const,
    isProgram: (file: string) => files.includes(file),
  });

  test('searches the folders of the PATH in order', () => {
    expect(findProgram('gh', '/a:/b', linux('/b/gh', '/a/gh'))).toBe('/a/gh');
    expect(findProgram('gh', 'C:\\a;"C:\\b c"', windows('C:\\b c\\gh.exe'))).toBe('C:\\b c\\gh.exe');
    expect(findProgram('gh', '/a:/b', linux())).toBeUndefined();
  });

  test('prefers a program to a batch file within one folder', () => {
    expect(findProgram('npx', 'C:\\a', windows('C:\\a\\npx.cmd', 'C:\\a\\npx.exe'))).toBe('C:\\a\\npx.exe');
  });

  test.each(['', '.', '.\\', 'tools', '..'])('does not search the relative folder "%s"', (folder) => {
    const all = { platform: 'win32' as const, isProgram: () => true };
    expect(findProgram('gh', folder, all)).toBeUndefined();
    expect(findProgram('gh', folder, { ...all, platform: 'linux' })).toBeUndefined();
  });

  test('checks a path instead of searching for it', () => {
    expect(findProgram('/opt/gh', '/a', linux('/opt/gh'))).toBe('/opt/gh');
    expect(findProgram('C:\\t\\gh', 'C:\\a', windows('C:\\t\\gh.exe'))).toBe('C:\\t\\gh.exe');
    expect(findProgram('/opt/none', '/a', linux())).toBeUndefined();
  });
});

describe('splitCommand', () => {
  test.each<[string, string[] | undefined]>([
    ['gh auth token', ['gh', 'auth', 'token']],
    ['  gh   auth ', ['gh', 'auth']],
    ['"C:\\Program Files\\gh.exe" auth', ['C:\\Program Files\\gh.exe', 'auth']],
    ['print "" x', ['print', '', 'x']],
    ['a"b c"d', ['ab cd']],
    ['', []],
    ['"open', undefined],
  ])('%s', (text, words) => {
    expect(splitCommand(text, 'win32')).toEqual(words);
    expect(splitCommand(text, 'linux')).toEqual(words);
  });

  test('single quotes keep spaces together, except on Windows, where they are part of names', () => {
    expect(splitCommand("pass 'my token'", 'darwin')).toEqual(['pass', 'my token']);
    expect(splitCommand("C:\\o'neil\\gh.exe token", 'win32')).toEqual(["C:\\o'neil\\gh.exe", 'token']);
  });
});

describe('windowsProgram', () => {
  test('is a full path below the Windows folder', () => {
    expect(windowsProgram('taskkill', { SystemRoot: 'D:\\Windows' })).toBe('D:\\Windows\\System32\\taskkill.exe');
    expect(windowsProgram('taskkill', { SYSTEMROOT: 'C:\\WINDOWS' })).toBe('C:\\WINDOWS\\System32\\taskkill.exe');
  });

  test.each([undefined, '', '.', 'evil', '\\\\server\\share'])('ignores a SystemRoot of %j', (root) => {
    expect(windowsProgram('taskkill', root === undefined ? {} : { SystemRoot: root })).toBe(
      'C:\\Windows\\System32\\taskkill.exe',
    );
  });
});
