import { ToolError } from '../../../kit/src/errors.ts';
import { secret, type Arena, type Attacker, type Do } from './arena.ts';
import type { Scenario } from './scenarios.ts';
import { snapshot, strays, type Snapshot } from './trees.ts';

export interface Tally {
  attempts: number;
  /** The number of swaps by the attacker meanwhile. */
  swaps: number;
  /** Answered with what is inside. */
  right: number;
  /** Refused, by error code. */
  refused: Record<string, number>;
  /** Errors that are not a `ToolError`. */
  broke: string[];
  escapes: number;
  /** Changes outside, and temporary files that were left anywhere. */
  traces: string[];
}

/** The pace of the attacker, in microseconds between two swaps, and which part of the attempts meets it. */
export const paces: readonly { pause: number; share: number }[] = [
  { pause: 0, share: 0.6 },
  { pause: 50, share: 0.2 },
  { pause: 500, share: 0.2 },
];

export interface Trial {
  act: Do;
  arena: Arena;
  attacker: Attacker;
  attempts: number;
}

/** Attempts under attack, at all paces. The attacker rests before and after. */
export async function run(scenario: Scenario, { act, arena, attacker, attempts }: Trial): Promise<Tally> {
  const tally = newTally();
  scenario.prepare?.(arena, attempts + paces.length);
  const before = snapshot(arena.outside);
  for (const { pause, share } of paces) {
    tally.swaps += await attacker.command(scenario.swap, arena, pause);
    for (const end = tally.attempts + Math.ceil(attempts * share); tally.attempts < end;) {
      once(scenario, act, arena, tally.attempts, tally);
    }
  }
  tally.swaps += await attacker.command('none', arena);
  tally.traces = [...changes(before, snapshot(arena.outside)), ...strays(arena.base)];
  return tally;
}

/** Attempts at full speed until one escapes: shows that the attacker bites. */
export async function untilEscape(scenario: Scenario, { act, arena, attacker, attempts }: Trial): Promise<Tally> {
  const tally = newTally();
  await attacker.command(scenario.swap, arena);
  while (tally.escapes === 0 && tally.attempts < attempts) once(scenario, act, arena, tally.attempts, tally);
  await attacker.command('none', arena);
  return tally;
}

const changes = (before: Snapshot, after: Snapshot): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);

export const newTally = (): Tally => ({
  attempts: 0,
  swaps: 0,
  right: 0,
  refused: {},
  broke: [],
  escapes: 0,
  traces: [],
});

/** One attempt, counted. */
export function once(scenario: Scenario, act: Do, arena: Arena, i: number, tally: Tally): void {
  tally.attempts++;
  let escaped = false;
  try {
    const result = scenario.attempt(act, arena, i);
    escaped = JSON.stringify(result ?? '').includes(secret);
    if (!escaped) tally.right++;
  } catch (error) {
    if (error instanceof ToolError) tally.refused[error.code] = (tally.refused[error.code] ?? 0) + 1;
    else tally.broke.push(String(error));
  }
  if (escaped || (scenario.damage?.(arena, i) ?? false)) tally.escapes++;
}
