// oxlint-disable vitest/no-conditional-expect -- a table or a race decides which of two outcomes is looked at
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { soakLength } from '@mcp-reference/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { start } from '../start.ts';
import { makeArena, maze, sandboxed, secret, startAttacker, type Arena, type Attacker } from './arena.ts';
import { modes, places } from './backends.ts';
import { noFifo } from './cases/kinds.ts';
import { comparable, nested, retargeted, swapped } from './scenarios.ts';
import { run, untilEscape } from './trial.ts';
import { snapshot, strays } from './trees.ts';
import { unsafely } from './unsafe.ts';

// Another process swaps folders and files for links as fast as it can while the sandbox works on them. `npm run race`
// does the same with ten times the attempts; interleavings.test.ts makes every swap at a chosen moment.

const attempts = soakLength(2000, 300);

let attacker: Attacker;
let arena: Arena;
beforeAll(() => void (attacker = startAttacker()));
afterAll(() => attacker.stop());
beforeEach(() => void (arena = makeArena()));
afterEach(() => fs.rmSync(arena.base, { recursive: true, force: true }));

const byName = [...swapped(maze), ...nested].map(
  (scenario) => [`${scenario.swap} swapped: ${scenario.name}`, scenario] as const,
);
const retargetedByName = retargeted(maze).map((scenario) => [`link retargeted: ${scenario.name}`, scenario] as const);

describe.each(places)('%s', (mode) => {
  const total = { swaps: 0, right: 0, refused: 0 };

  test.each([...byName, ...retargetedByName])('%s', async (_name, scenario) => {
    const sandbox = sandboxed(scenario.swap === 'root' ? [arena.root, arena.field] : [arena.root], mode);
    try {
      const tally = await run(scenario, { act: sandbox.act, arena, attacker, attempts });
      expect(tally).toMatchObject({ attempts, escapes: 0, broke: [], traces: [] });
      total.swaps += tally.swaps;
      total.right += tally.right;
      total.refused += Object.values(tally.refused).reduce((sum, n) => sum + n, 0);
    } finally {
      sandbox.close();
    }
  });

  // On a busy machine a single scenario may meet few swaps; not all of them.
  test('the attack was felt, and what is right was still done', () => {
    const few = (byName.length * attempts) / 20;
    expect(total.swaps).toBeGreaterThan(few);
    expect(total.right).toBeGreaterThan(few);
    expect(total.refused).toBeGreaterThan(few);
  });
});

test.each(byName.filter(([, { name, swap }]) => swap === 'parent' && comparable.includes(name)))(
  'the attacker bites: the usual way, check and then use, loses to it: %s',
  async (_name, scenario) => {
    const tally = await untilEscape(scenario, { act: unsafely(arena), arena, attacker, attempts: 20_000 });
    expect(tally.escapes).toBe(1);
  },
);

describe.each([undefined, ...modes])('%s backend, through the server', (mode) => {
  test.each([
    ['read', 'parent', 'read_text_file', { path: `field/d/${maze}/file.txt` }],
    ['overwrite', 'parent', 'write_file', { path: `field/d/${maze}/target.txt`, content: 'plain' }],
    ['list', 'parent', 'list_directory', { path: `field/d/${maze}` }],
    ['read', 'leaf', 'read_text_file', { path: 'field/leaf.txt' }],
    ['overwrite', 'leaf', 'write_file', { path: 'field/leaf.txt', content: 'plain' }],
  ] as const)('%s, %s swapped', async (_name, swap, tool, args) => {
    const session = await start([arena.root], mode && { backend: mode });
    const before = snapshot(arena.outside);
    await attacker.command(swap, arena);
    const codes = new Set<string | undefined>();
    const attempts = soakLength(300, 60);
    // Some have to get between two swaps: they are done, or notice the next swap before the effect.
    const isHit = () => codes.has(undefined) || codes.has('conflict');
    for (let i = 0; i < attempts || (!isHit() && i < 50 * attempts); i++) {
      const { text, code } = await session.call(tool, args);
      expect(text).not.toContain(secret);
      codes.add(code);
    }
    await attacker.command('none', arena);
    expect(isHit()).toBe(true);
    expect(codes).not.toContain('internal');
    expect(snapshot(arena.outside)).toEqual(before);
    expect(strays(arena.base)).toEqual([]);
    expect(session.stderr()).toBe('');
  });

  test.skipIf(noFifo !== undefined)('102 a file swapped for a FIFO is never waited on', async () => {
    execFileSync('mkfifo', [path.join(arena.field, 'fifo')]);
    const session = await start([arena.root], { ...(mode && { backend: mode }), flags: ['--timeout', '60'] });
    await attacker.command('fifo', arena);
    const codes = new Set<string | undefined>();
    for (let i = 0; i < soakLength(100, 30); i++) {
      for (const [tool, args] of [
        ['read_text_file', { path: 'field/leaf.txt' }],
        ['write_file', { path: 'field/leaf.txt', content: '.', mode: 'append' }],
        ['search_text', { path: 'field', pattern: 'plain' }],
        ['get_file_info', { path: 'field/leaf.txt' }],
      ] as const) {
        codes.add((await session.call(tool, args)).code);
      }
    }
    await attacker.command('none', arena);
    expect(codes).toContain('unsupported');
    expect(codes).not.toContain('timeout');
    expect(codes).not.toContain('internal');
  });
});
