import { expect, test } from 'vitest';
import { likelyValuesOf, sweep } from './foreign-sweep.ts';

test('--repos: names and ids of another repository in any parameter show and change nothing of it', async () => {
  const { found, calls } = await sweep(['--repos', 'octo/garden'], likelyValuesOf);
  expect(found).toEqual([]);
  expect(calls).toBeGreaterThan(600);
});

test('control: without --repos most tools reach it', async () => {
  const { found } = await sweep([], (_, { path }) => (path.at(-1) === 'repo' ? ['shed'] : []));
  expect(new Set(found.map(({ tool }) => tool)).size).toBeGreaterThan(70);
  expect(found.filter(({ ways }) => ways.includes('changed')).length).toBeGreaterThan(15);
});
