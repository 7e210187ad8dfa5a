import { test } from 'vitest';
import { shared } from './shared.ts';
import { everyStep } from './walk/every-step.ts';
import { Walk } from './walk/walk.ts';

const server = shared();

test('25 random steps end as plain git ends them', async () => {
  await new Walk(server, 1).take(25, everyStep);
});
