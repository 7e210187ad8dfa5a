import { expect, test } from 'vitest';
import { progressOf } from '../src/operations/remote.ts';

test('progress of a transfer rises over all phases, and shows bytes while the percentage stays', () => {
  const seen: [number, string | undefined][] = [];
  const read = progressOf({ progress: (done, _total, message) => void seen.push([done, message]) });
  const print = (text: string) => read(Buffer.from(text));
  print('remote: Counting objects:  50% (5/10)\rremote: Counting objects: 100% (10/10), done.\n');
  print('Receiving objects:   3% (300/10000), 12.00 MiB | 1.10 MiB/s\r');
  print('Receiving objects:   3% (310/10000), 13.00 MiB | 1.10 MiB/s\r');
  print('Resolving deltas:   0% (0/400)\r');
  expect(seen).toEqual([
    [50, 'Counting objects 50% (5/10)'],
    [100, 'Counting objects 100% (10/10), done.'],
    [103, 'Receiving objects 3% (300/10000), 12.00 MiB | 1.10 MiB/s'],
    [103, 'Receiving objects 3% (310/10000), 13.00 MiB | 1.10 MiB/s'],
    [200, 'Resolving deltas 0% (0/400)'],
  ]);
});
