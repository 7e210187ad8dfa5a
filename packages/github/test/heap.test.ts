import { expect, test } from 'vitest';
import { keepHeapFlat } from '../src/api/heap.ts';

const megabyte = 1_000_000;

test('collects the heap when it has grown by a quarter, and counts from what stays', () => {
  let used = 10 * megabyte;
  const collected: number[] = [];
  const afterRequest = keepHeapFlat({
    used: () => used,
    collect() {
      collected.push(used / megabyte);
      used = 20 * megabyte;
    },
  });
  for (let request = 0; request < 3_200; request++) {
    used += 0.1 * megabyte;
    afterRequest();
  }
  // From 10 to 20 MB (1.25 x 16), then from the 20 MB that stay to 25 MB, looked at every 32 requests.
  expect(collected[0]).toBeGreaterThanOrEqual(20);
  expect(collected[0]).toBeLessThan(20 + 3.3);
  for (const size of collected.slice(1)) expect(size).toBeGreaterThanOrEqual(25);
  for (const size of collected.slice(1)) expect(size).toBeLessThan(25 + 3.3);
  expect(collected.length).toBeGreaterThan(25);
});

test('leaves a heap alone that does not grow', () => {
  let collections = 0;
  const afterRequest = keepHeapFlat({ used: () => 19 * megabyte, collect: () => collections++ });
  for (let request = 0; request < 1_000; request++) afterRequest();
  expect(collections).toBe(0);
});
