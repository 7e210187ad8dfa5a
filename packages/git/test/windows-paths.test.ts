import { describe, expect, test } from 'vitest';
import { treePath } from '../src/git/paths.ts';
import { isWithin, nativePath, placeBelow } from '../src/places.ts';

describe('paths of Windows', () => {
  const top = 'C:\\work\\Repo';
  const inTree = (given: string) => treePath(given, top, 'win32').toString();

  test.each([
    ['src\\a.txt', 'src/a.txt'],
    ['src/a.txt', 'src/a.txt'],
    ['C:\\work\\Repo\\src\\a.txt', 'src/a.txt'],
    ['c:\\WORK\\repo\\src\\a.txt', 'src/a.txt'],
    ['c:/work/Repo/src/ü.txt', 'src/ü.txt'],
    ['C:\\work\\Repo', '.'],
    ['C:\\work\\Repo\\x\\..\\a.txt', 'a.txt'],
  ])('%s is %s in the work tree', (given, wanted) => {
    expect(inTree(given)).toBe(wanted);
  });

  test.each([
    'C:\\work\\Repo2\\a.txt',
    'D:\\work\\Repo\\a.txt',
    'C:\\work\\Repo\\..\\a.txt',
    '..\\a.txt',
    '\\\\server\\share\\a.txt',
  ])('%s is outside the work tree', (given) => {
    expect(() => inTree(given)).toThrow(/outside the repository's work tree/);
  });

  test.each(['.GIT\\config', 'C:\\work\\Repo\\.git\\config'])('%s is in the git directory', (given) => {
    expect(() => inTree(given)).toThrow(/inside git's own folder/);
  });

  test('a place that git names with "/" is compared by the rules of the system', () => {
    expect(nativePath('C:/work/Repo', 'win32')).toBe(top);
    expect(isWithin('c:\\WORK', nativePath('C:/work/Repo', 'win32'), 'win32')).toBe(true);
    expect(isWithin(top, 'C:\\work\\Repository', 'win32')).toBe(false);
    expect(placeBelow(top, 'src/a.txt', 'win32')).toBe('C:\\work\\Repo\\src\\a.txt');
  });

  test('on other systems a backslash is part of a name, and case matters', () => {
    expect(treePath('src\\a.txt', '/work/repo', 'linux').toString()).toBe('src\\a.txt');
    expect(nativePath('/work/a\\b', 'linux')).toBe('/work/a\\b');
    expect(isWithin('/work', '/WORK/repo', 'linux')).toBe(false);
    expect(placeBelow('/work/repo', 'a\\b', 'linux')).toBe('/work/repo/a\\b');
  });
});
