import { describe, expect, test } from 'vitest';
import { identityOf } from '../src/sandbox/helper/stat.ts';

describe('the identity of a file', () => {
  test('tells file numbers apart that are the same as doubles', () => {
    // NTFS: the number of the entry in 48 bits, how often it was used above them.
    const [one, other] = [0x0123_0000_0000_1000n, 0x0123_0000_0000_1001n];
    expect(Number(one)).toBe(Number(other));
    expect(identityOf({ dev: 1n, ino: one })).not.toBe(identityOf({ dev: 1n, ino: other }));
  });

  test('on Windows, is the same whether Node tells 32 or 64 bits of the volume', () => {
    const [path, opened] = [0x5c0a_1b2c_9e3d_4f50n, 0x9e3d_4f50n];
    expect(identityOf({ dev: path, ino: 7n }, 'win32')).toBe(identityOf({ dev: opened, ino: 7n }, 'win32'));
    expect(identityOf({ dev: path, ino: 7n }, 'linux')).not.toBe(identityOf({ dev: opened, ino: 7n }, 'linux'));
  });
});
