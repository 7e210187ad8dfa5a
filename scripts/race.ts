// Runs the race attacks of the filesystem server's sandbox: 20,000 attempts per operation, or as many as the argument
// says. Prints the results, and fails if one escaped.
import fs from 'node:fs';
import {
  makeArena,
  maze,
  sandboxed,
  startAttacker,
  type Attacker,
  type Do,
  type Arena,
} from '../packages/filesystem/test/attack/arena.ts';
import { modes } from '../packages/filesystem/test/attack/backends.ts';
import {
  comparable,
  nested,
  retargeted,
  swapped,
  type Scenario,
} from '../packages/filesystem/test/attack/scenarios.ts';
import { run, type Tally } from '../packages/filesystem/test/attack/trial.ts';
import { unsafely } from '../packages/filesystem/test/attack/unsafe.ts';

const attempts = Number(process.argv[2] ?? 20_000);
if (!Number.isInteger(attempts) || attempts < 1) {
  console.error('Usage: node scripts/race.ts [attempts per operation]');
  process.exit(2);
}

const columns: [string, number][] = [
  ['way', 12],
  ['swapped', 10],
  ['operation', 26],
  ['attempts', 9],
  ['swaps', 9],
  ['right', 8],
  ['refused', 8],
  ['broke', 6],
  ['escapes', 8],
  ['traces', 7],
  ['µs each', 8],
];
const print = (cells: (string | number)[]): void =>
  console.log(
    cells
      .map((cell, i) =>
        i < 3 ? String(cell).padEnd(columns[i]?.[1] ?? 0) : String(cell).padStart(columns[i]?.[1] ?? 0),
      )
      .join(' '),
  );

async function measure(
  way: string,
  scenario: Scenario,
  attacker: Attacker,
  open: (arena: Arena) => { act: Do; close(): void },
  times = attempts,
): Promise<Tally> {
  const arena = makeArena();
  const { act, close } = open(arena);
  const start = performance.now();
  try {
    const tally = await run(scenario, { act, arena, attacker, attempts: times });
    const refused = Object.values(tally.refused).reduce((sum, n) => sum + n, 0);
    const each = Math.round(((performance.now() - start) * 1000) / tally.attempts);
    print([
      way,
      scenario.swap,
      scenario.name,
      tally.attempts,
      tally.swaps,
      tally.right,
      refused,
      tally.broke.length,
      tally.escapes,
      tally.traces.length,
      each,
    ]);
    return tally;
  } finally {
    close();
    fs.rmSync(arena.base, { recursive: true, force: true });
  }
}

const attacker = startAttacker();
print(columns.map(([name]) => name));
let escapes = 0;
let broke = 0;
let traces = 0;
for (const mode of modes) {
  for (const scenario of [...swapped(maze), ...retargeted(maze), ...nested]) {
    const tally = await measure(mode, scenario, attacker, ({ root, field }) =>
      sandboxed(scenario.swap === 'root' ? [root, field] : [root], mode),
    );
    escapes += tally.escapes;
    broke += tally.broke.length;
    traces += tally.traces.length;
  }
}
let bites = 0;
for (const scenario of swapped(maze).filter(({ name, swap }) => swap === 'parent' && comparable.includes(name))) {
  // Enough to show the difference, whatever the argument.
  const times = Math.max(attempts, 20_000);
  const tally = await measure(
    'check, use',
    scenario,
    attacker,
    (arena) => ({ act: unsafely(arena), close() {} }),
    times,
  );
  if (tally.escapes > 0) bites++;
}
await attacker.stop();
console.log(
  `\nThe sandbox: ${escapes} escapes, ${broke} unplanned failures, ${traces} traces left. The usual way, check and then use, lost in ${bites} of ${comparable.length} operations.`,
);
process.exitCode = escapes + broke + traces > 0 || bites < comparable.length ? 1 : 0;
