import fs from 'node:fs';
import { inlineOperations } from '../../src/operations/inline.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeArena, sandboxed, shortMaze, type Arena } from './arena.ts';
import type { Place } from './backends.ts';
import { betweenCalls, schedules, swapper, touched } from './interleave.ts';
import { nested, retargeted, swapped, type Scenario } from './scenarios.ts';
import { newTally, once, type Tally } from './trial.ts';
import { snapshot, strays } from './trees.ts';

// The races of races.soak.ts without chance: the swap is made right before a certain system call of the operation, for
// every call, and undone before a later one.

let arena: Arena;

/** Later system calls of an operation are not attacked. */
const mostCalls = 123;

interface Attack {
  scenario: Scenario;
  roots: string[];
  mode: Place;
  lengths: readonly number[];
}

function attack({ scenario, roots, mode, lengths }: Attack): { tally: Tally; bad: string[]; tried: number } {
  const sandbox = sandboxed(roots, mode);
  const tally = newTally();
  const bad: string[] = [];
  try {
    // At each moment a swap and a restoration of each length, after one attempt that counts the calls.
    scenario.prepare?.(arena, 1 + (mostCalls + 1) * 2 * lengths.length);
    const before = touched(arena);
    const { swap, restore } = swapper(scenario.swap, arena);
    const calls = betweenCalls(
      () => once(scenario, sandbox.act, arena, 0, tally),
      () => {},
    );
    const plans = schedules(Math.min(calls, mostCalls), lengths);
    for (const [i, { name, isSwapped }] of plans.entries()) {
      const seen = tally.escapes + tally.broke.length;
      let is = false;
      const turn = (call: number) => {
        if (isSwapped(call) === is) return;
        is = !is;
        if (is) swap();
        else restore();
      };
      betweenCalls(() => once(scenario, sandbox.act, arena, i + 1, tally), turn);
      restore();
      if (tally.escapes + tally.broke.length > seen || touched(arena) !== before)
        bad.push(`${name}: ${tally.broke.at(-1) ?? 'something outside was touched'}`);
      if (bad.length > 5) break;
    }
    return { tally, bad, tried: plans.length };
  } finally {
    sandbox.close();
  }
}

/** True if the scenario has an operation that the server's own process does. */
function isInline({ attempt }: Scenario): boolean {
  const asked: string[] = [];
  const ask = (operation: string) => {
    asked.push(operation);
    throw new Error('only asked');
  };
  const anywhere = new Proxy({}, { get: () => 'x' });
  try {
    attempt(ask, anywhere as Arena, 0);
  } catch {
    // The operation is known.
  }
  return asked.some((operation) => operation in inlineOperations);
}

/** Attacks every scenario in these places; `lengths` are the calls that a swap or a restoration lasts, per place. */
export function describeInterleavings(modes: readonly Place[], lengthsOf: (mode: Place) => readonly number[]): void {
  beforeEach(() => void (arena = makeArena(shortMaze)));
  afterEach(() => fs.rmSync(arena.base, { recursive: true, force: true }));

  describe.each(modes)('%s, swapped between two system calls', (mode) => {
    for (const [where, list] of [
      ['', swapped(shortMaze)],
      [' (link retargeted)', retargeted(shortMaze)],
      ['', nested],
    ] as const) {
      for (const scenario of list) {
        if (mode === 'inline' && !isInline(scenario)) continue;
        test(`${scenario.swap}: ${scenario.name}${where}`, () => {
          const roots = scenario.swap === 'root' ? [arena.root, arena.field] : [arena.root];
          const { tally, bad, tried } = attack({ scenario, roots, mode, lengths: lengthsOf(mode) });
          expect(bad.join('\n')).toBe('');
          expect(tally).toMatchObject({ attempts: tried + 1, escapes: 0, broke: [] });
          // The attack was felt, and not all of it.
          expect(tally.right).toBeGreaterThan(0);
          expect(strays(arena.base)).toEqual([]);
          expect(Object.keys(snapshot(arena.outside)).filter((name) => name.includes('.mcp'))).toEqual([]);
        });
      }
    }
  });
}
