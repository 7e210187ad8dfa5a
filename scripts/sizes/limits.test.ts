import { expect, test } from 'vitest';
import { limitFor, tooLong } from './limits.ts';

test.each([
  ['packages/git/src/git/git.ts', 250],
  ['packages/git/src/tools/git-log.ts', 60],
  ['packages/git/test/hostile.test.ts', 400],
  ['packages/github/test/contract/writes/code.ts', 400],
  ['scripts/check.ts', 250],
  ['vitest.config.ts', undefined],
])('%s may have %s lines', (file, limit) => {
  expect(limitFor(file)).toBe(limit);
});

test('names a file that is too long, and one of the baseline that grew', () => {
  const lengths = new Map([
    ['packages/a/src/long.ts', 251],
    ['packages/a/src/fits.ts', 250],
    ['packages/a/src/grew.ts', 301],
    ['packages/a/src/known.ts', 300],
  ]);
  const baseline = { 'packages/a/src/grew.ts': 300, 'packages/a/src/known.ts': 300 };
  expect(tooLong(lengths, baseline)).toEqual([
    expect.stringMatching(/long\.ts has 251 lines, at most 250 /),
    expect.stringMatching(/grew\.ts has 301 lines, at most 300 /),
  ]);
});
