import { test } from 'vitest';
import { shared } from './shared.ts';
import { Walk } from './walk.ts';

const server = shared();
const short = process.env['MCP_SOAK'] === 'short';

test.each(short ? [11] : [11, 12, 13, 14])('300 random steps end as plain git ends them, seed %i', async (seed) => {
  await new Walk(server, seed).take(short ? 100 : 300);
});
