import { fileURLToPath } from 'node:url';
import { serverChecks } from '@mcp-reference/kit/testing';
import { describe, test } from 'vitest';
import { sqlite } from '../src/server.ts';

describe('the contract of every server', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  test.each(serverChecks(sqlite, { folder, maxBytes: 15_600, maxReadOnlyBytes: 9_300 }))('$name', ({ run }) => run());
});
