import fs from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { makeArena } from './arena.ts';
import { distinctPlaces } from './backends.ts';
import { betweenCalls, skipPrograms, swapper } from './interleave.ts';
import { describeInterleavings } from './interleavings.ts';

skipPrograms();

// The swap that stays; interleavings.soak.ts makes those that are undone after some system calls.
describeInterleavings(distinctPlaces, () => [Infinity]);

test('the hooks see every system call: the unsafe way is caught between its check and its use', () => {
  const arena = makeArena();
  onTestFinished(() => fs.rmSync(arena.base, { recursive: true, force: true }));
  const file = `${arena.inner}/file.txt`;
  const { swap, restore } = swapper('parent', arena);
  const found: string[] = [];
  for (let k = 0; k < 40; k++) {
    const act = () => {
      const real = fs.realpathSync(file);
      if (real.startsWith(`${arena.root}/`)) found.push(fs.readFileSync(real, 'utf8'));
    };
    betweenCalls(act, (call) => void (call === k && swap()));
    restore();
  }
  expect(found).toContain('TOPSECRET, end\n');
});
