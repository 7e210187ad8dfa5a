import { test } from 'vitest';
import { shared } from './shared.ts';
import { everyStep } from './walk/every-step.ts';
import { Walk } from './walk/walk.ts';

const server = shared();

test('15 random steps end as plain git ends them', async () => {
  await new Walk(server, 1).take(15, everyStep);
});
