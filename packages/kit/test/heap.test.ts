import { expect, test, vi } from 'vitest';
import { returnMemory } from '../src/return-memory.ts';
import { whenGrown } from '../src/serve/heap.ts';

test('garbage is collected', async () => {
  const reference = new WeakRef({ large: Array.from({ length: 1_000 }, String) });
  // A weak reference keeps its target until the turn of the event loop ends.
  await new Promise((resolve) => setImmediate(resolve));
  returnMemory();
  expect(reference.deref()).toBeUndefined();
});

test('the space for new objects stops growing once it is large enough', () => {
  let size = 2 * 1024 * 1024;
  const stop = vi.fn();
  const markRequest = whenGrown(() => size, stop);
  const requests = (count: number) => Array.from({ length: count }, () => markRequest());
  requests(100);
  expect(stop).not.toHaveBeenCalled();
  size *= 4;
  requests(100);
  expect(stop).toHaveBeenCalledTimes(1);
});

test('a server may have it stop earlier', () => {
  const stop = vi.fn();
  const markRequest = whenGrown(() => 2 * 1024 * 1024, stop);
  for (let n = 0; n < 100; n++) markRequest(3_000_000);
  expect(stop).not.toHaveBeenCalled();
  for (let n = 0; n < 100; n++) markRequest(1_000_000);
  expect(stop).toHaveBeenCalledTimes(1);
});
