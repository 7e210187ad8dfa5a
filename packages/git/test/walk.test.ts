import { test } from 'vitest';
import { shared } from './shared.ts';
import { Walk } from './walk.ts';

const server = shared();

test.each([1])('40 random steps end as plain git ends them, seed %i', async (seed) => {
  await new Walk(server, seed).take(40);
});
