import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serverChecks } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { myApi } from '../src/server.ts';
import { program } from './start.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

describe('the contract of every server', async () => {
  // The bytes are the cost of the tool list for a model: raise them deliberately.
  test.each(await serverChecks(myApi, { folder, maxBytes: 3_000 }))('$name', ({ run }) => run());
});

test.each([
  ['without an address', [], 'Give the address of the API: --url <address>.'],
  ['with another one', ['--url', 'ftp://x'], '--url "ftp://x" is not the address of a web API.'],
])('a start %s says so, and exits', (_how, args, said) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  expect(status).toBeGreaterThan(0);
  expect(stdout).toBe('');
  expect(stderr).toContain(said);
});
