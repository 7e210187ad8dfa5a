// oxlint-disable vitest/valid-expect -- a message says which of many cases failed
// oxlint-disable vitest/no-conditional-expect -- a table or a race decides which of two outcomes is looked at
import { defaultEra, startSession, type Answer, type Session } from '@mcp-reference/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from '../start.ts';
import type { ToolCall } from './case.ts';
import { contents } from './cases/contents.ts';
import { elsewhere } from './cases/elsewhere.ts';
import { kinds } from './cases/kinds.ts';
import { lexical } from './cases/lexical.ts';
import { links } from './cases/links.ts';
import { writes } from './cases/writes.ts';
import { backendOf, tierPlaces } from './backends.ts';
import { remove, snapshot, strays } from './trees.ts';
import { bodyOf, expectNoLeak, makeWorld, resetWorld, type World } from './world.ts';

const cases = [...lexical, ...links, ...writes, ...kinds, ...contents];

test('every number of the list has its case, or the place or reason why not', () => {
  const covered = new Set([...cases.map(({ n }) => Number.parseInt(n)), ...Object.keys(elsewhere).map(Number)]);
  expect(Array.from({ length: 132 }, (_, i) => i + 1).filter((n) => !covered.has(n))).toEqual([]);
});

describe.each(tierPlaces)('%s', (place) => {
  let world: World;
  let session: Session;
  let hurried: Session;

  const start = (seconds: string): Promise<Session> =>
    startSession({
      era: defaultEra,
      args: [program, '--no-confirm', '--timeout', seconds, world.root],
      env: { MCP_FILESYSTEM_SANDBOX_MODE: backendOf(place) ?? '' },
    });

  beforeAll(async () => {
    world = makeWorld();
    [session, hurried] = await Promise.all([start('120'), start('1')]);
  });
  afterAll(async () => {
    await Promise.all([session.close(), hurried.close()]);
    remove(world.base);
  });

  for (const { n, what, leftOut, setUp, calls, after } of cases) {
    const why = leftOut === undefined ? '' : ` (left out: ${leftOut})`;
    test.skipIf(leftOut !== undefined)(`${n} ${what}${why}`, async () => {
      resetWorld(world);
      const end = await setUp?.(world);
      const before = snapshot(world.base, [world.root]);
      try {
        for (const call of calls(world)) {
          const answer = await (call.hurried ? hurried : session).call(call.tool, call.args);
          expectAnswer(call, answer);
          expectNoLeak(world, answer, call.args);
          const alive = async () => (await hurried.call('get_file_info', { path: world.root })).isError;
          if (call.hurried) await expect.poll(alive).toBe(false);
        }
        after?.(world);
        expect(strays(world.base)).toEqual([]);
        expect(snapshot(world.base, [world.root])).toEqual(before);
        expect(await session.call('get_file_info', { path: world.root })).toMatchObject({ isError: false });
      } finally {
        end?.();
      }
    });
  }

  test('the server had nothing to log', () => {
    expect(session.stderr() + hurried.stderr()).toBe('');
  });
});

function expectAnswer({ tool, args, expected }: ToolCall, answer: Answer): void {
  const what = `${tool} ${JSON.stringify(args)?.slice(0, 200)}: ${answer.text.slice(0, 300)}`;
  if (expected === 'harmless') return;
  if ('refused' in expected) {
    expect(answer.code, what).toBe(expected.refused);
    expect(answer.isError, what).toBe(true);
    return;
  }
  expect(answer.isError, what).toBe(false);
  if ('body' in expected) expect(bodyOf(answer), what).toBe(expected.body);
  else expect(expected.says.test(answer.text), `${what}\nshould match ${expected.says}`).toBe(true);
}
