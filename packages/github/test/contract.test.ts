import { loadTools } from '@mcp-reference/kit';
import type { Session } from '@mcp-reference/kit/testing';
import { startSession } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Case } from './contract/case.ts';
import { granular } from './contract/granular.ts';
import { reads } from './contract/reads/index.ts';
import { sequences, writes } from './contract/writes/index.ts';
import { startDouble, type Double } from './double/index.ts';
import { github } from '../src/server.ts';
import { program } from './start.ts';

const room = serve();

describe('what is read', () => {
  beforeEach(() => room().double.reset());
  test.each(reads)('$tool $args', (one) => check(one, room));
});

describe.each(Object.entries({ ...sequences, 'tools with one purpose': granular }))('%s', (_area, steps) => {
  // Once: each step builds on those before it.
  beforeAll(() => room().double.reset());
  test.each(steps)('$tool $args', (one) => check(one, room));
});

test('every tool is called', async () => {
  const tools = await loadTools(github.toolsets);
  const called = new Set([...reads, ...writes, ...granular].map(({ tool }) => tool));
  expect(tools.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
});

interface Room {
  double: Double;
  session: Session;
}

/** One double and one server for all cases. */
function serve(): () => Room {
  let room: Room;
  beforeAll(async () => {
    const double = await startDouble();
    const session = await startSession({
      era: 'modern',
      args: [program, '--toolsets', 'all,legacy,granular', '--no-confirm'],
      env: { GITHUB_STAND_IN: double.url, GITHUB_PERSONAL_ACCESS_TOKEN: double.token },
    });
    room = { double, session };
  });
  afterAll(async () => {
    await room.session.close();
    await room.double.close();
  });
  return () => room;
}

async function check({ tool, args, says, code, asks = [], never = [] }: Case, room: () => Room): Promise<void> {
  const { double, session } = room();
  const given = typeof args === 'function' ? await args(session) : args;
  double.requests.length = 0;
  const answer = await session.call(tool, given);
  expect(answer.text).toMatch(says);
  expect(answer.code).toBe(code);
  expect(double.violations).toEqual([]);
  const asked = double.requests.map(({ operationId }) => operationId);
  for (const operation of asks) expect(asked).toContain(operation);
  for (const operation of never) expect(asked).not.toContain(operation);
}
