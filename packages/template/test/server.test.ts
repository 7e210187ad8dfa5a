import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serverChecks } from '@mcp-reference/kit/testing';
import { describe, expect, test } from 'vitest';
import { myExample } from '../src/server.ts';
import { program } from './start.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));

describe('the contract of every server', async () => {
  // The bytes are the cost of the tool list for a model: raise them deliberately.
  test.each(await serverChecks(myExample, { folder, maxBytes: 3_000 }))('$name', ({ run }) => run());
});

test.each([['without a folder', [], '--folder (or MCP_MY_EXAMPLE_FOLDER) is required']])(
  'a start %s says so, and exits with code 2',
  (_how, args, said) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  },
);
