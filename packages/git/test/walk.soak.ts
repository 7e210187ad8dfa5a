import { soakLength } from '@mcp-reference/kit/testing';
import { test } from 'vitest';
import { shared } from './shared.ts';
import { everyStep } from './walk/every-step.ts';
import { Walk } from './walk/walk.ts';

const server = shared();
const steps = soakLength(300, 60);

test.each([11, 12, 13, 14, 15, 16].slice(0, soakLength(6, 1)))(
  'random steps end as plain git ends them, seed %i',
  async (seed) => {
    await new Walk(server, seed).take(steps, everyStep);
  },
);

test.each([21, 22, 23].slice(0, soakLength(3, 1)))(
  'random steps among the work trees of a bare repository, seed %i',
  async (seed) => {
    await new Walk(server, seed, { bare: true }).take(steps, everyStep);
  },
);
