import { describe, expect, test } from 'vitest';
import { ToolError } from '../src/errors.ts';
import { errnoOf, translate } from '../src/sandbox/errno.ts';

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: no, open '/secret/real/path'`), { code, path: '/secret/real/path' });

describe('system errors', () => {
  test.each([
    ['ENOENT', 'not_found'],
    ['ENOTDIR', 'invalid'],
    ['EISDIR', 'invalid'],
    ['EEXIST', 'conflict'],
    ['ENOTEMPTY', 'conflict'],
    ['ELOOP', 'invalid'],
    ['ENAMETOOLONG', 'invalid'],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['EROFS', 'denied'],
    ['ENOSPC', 'unavailable'],
    ['EDQUOT', 'unavailable'],
    ['EMFILE', 'unavailable'],
    ['EBUSY', 'unavailable'],
    ['EFBIG', 'too_large'],
    ['ENXIO', 'unsupported'],
  ])('%s is %s, and names only what the caller named', (code, expected) => {
    const error = systemError(code);
    const translated = translate(error, 'my/file.txt');
    expect(translated).toBeInstanceOf(ToolError);
    expect(translated).toMatchObject({
      code: expected,
      message: expect.stringContaining('"my/file.txt"'),
      cause: error,
    });
    expect(String(translated)).not.toContain('/secret');
  });

  // What callers look for in the cause of a ToolError to take another way has to become one.
  test.each(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])(
    '%s becomes an error whose cause tells it',
    (code) => {
      const translated = translate(systemError(code), 'my/file.txt');
      expect(translated).toBeInstanceOf(ToolError);
      expect(errnoOf((translated as ToolError).cause)).toBe(code);
    },
  );

  test('anything else passes as it is, to be logged', () => {
    const unknown = systemError('EBADF');
    expect(translate(unknown, 'a')).toBe(unknown);
    const own = new ToolError('denied', 'Said already.');
    expect(translate(own, 'a')).toBe(own);
    expect(translate('text', 'a')).toBe('text');
  });

  test('a name is shown as a name, whatever it holds', () => {
    expect(String(translate(systemError('ENOENT'), "$& {} $' \u202e\n"))).toContain(
      '"$& {} $\' \\u202e\\u000a" does not exist.',
    );
  });

  test('errnoOf', () => {
    expect(errnoOf(systemError('EPERM'))).toBe('EPERM');
    for (const none of [new Error('x'), { code: 'EPERM' }, undefined, Object.assign(new Error('x'), { code: 5 })])
      expect(errnoOf(none)).toBeUndefined();
  });
});
