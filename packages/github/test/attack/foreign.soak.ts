import { expect, test } from 'vitest';
import { sweep, valuesOf } from './foreign-sweep.ts';

test('--repos: everything that names another repository, in every parameter, shows and changes nothing of it', async () => {
  const { found, calls } = await sweep(['--repos', 'octo/garden'], valuesOf);
  expect(found).toEqual([]);
  expect(calls).toBeGreaterThan(20_000);
}, 1_200_000);
