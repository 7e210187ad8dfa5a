import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { currentBatch } from '../src/arrivals.ts';
import { Turns } from '../src/serve/turns.ts';

/** Handles messages that wait for `waits` promises, and notes the order of events. */
function scene(waits: number, now = () => 0) {
  const stdout = new PassThrough();
  const written: string[] = [];
  stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const events: string[] = [];
  const turns = new Turns(
    stdout,
    async (line) => {
      events.push(`begin ${line}`);
      if (line.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 1));
      for (let left = waits; left > 0; left--) await Promise.resolve();
      events.push(`end ${line}`);
      turns.send({ line });
    },
    now,
  );
  return { turns, events, written };
}

test('finishes a call that waits for nothing before it begins the next one', async () => {
  const { turns, events, written } = scene(20);
  turns.take(['a', 'b', 'c']);
  await expect.poll(() => written.join('')).toBe('{"line":"a"}\n{"line":"b"}\n{"line":"c"}\n');
  expect(events).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

test('handles calls that wait for nothing in one turn of the event loop, unless they take long', async () => {
  for (const [now, expected] of [
    [() => 0, ['end a', 'end b', 'turn']],
    [
      (
        (time) => () =>
          (time += 3)
      )(0),
      ['end a', 'turn', 'end b'],
    ],
  ] as const) {
    const { turns, events, written } = scene(20, now);
    turns.take(['a', 'b']);
    setImmediate(() => events.push('turn'));
    await expect.poll(() => written.join('')).toBe('{"line":"a"}\n{"line":"b"}\n');
    expect(events.filter((event) => !event.startsWith('begin'))).toEqual(expected);
  }
});

test('does not let a call that waits hold up those behind it', async () => {
  const { turns, events, written } = scene(3);
  turns.take(['slow a', 'b']);
  await expect.poll(() => written.join('')).toBe('{"line":"b"}\n{"line":"slow a"}\n');
  expect(events).toEqual(['begin slow a', 'begin b', 'end b', 'end slow a']);
});

test('handles a message that comes alone immediately', () => {
  const { turns, events } = scene(1);
  turns.take(['a']);
  expect(events).toEqual(['begin a']);
});

test('keeps the order of messages that arrive while others wait', async () => {
  const { turns, events } = scene(0);
  turns.take(['a', 'b']);
  turns.take(['c']);
  await expect
    .poll(() => events.filter((event) => event.startsWith('begin')))
    .toEqual(['begin a', 'begin b', 'begin c']);
});

test('writes long answers and letters of several bytes whole', async () => {
  const { turns, written } = scene(0);
  const lines = ['é'.repeat(9_000), 'x'.repeat(200_000), '語'.repeat(5_000), 'b'];
  turns.take(lines);
  await expect.poll(() => written.join('').trim().split('\n')).toEqual(lines.map((line) => JSON.stringify({ line })));
});

test('ends only after the last message was handled', async () => {
  const { turns, events } = scene(0);
  turns.take(['a', 'b']);
  turns.whenDone(() => events.push('over'));
  await expect.poll(() => events.at(-1)).toBe('over');
  expect(events).toContain('end b');
  turns.whenDone(() => events.push('again'));
  expect(events.at(-1)).toBe('again');
});

test('shares no check with a message that arrives after the chunk it was made for', () => {
  const batches: (object | undefined)[] = [];
  const turns = new Turns(new PassThrough(), () => {
    batches.push(currentBatch());
    return undefined;
  });
  turns.take(['a', 'b']);
  expect(batches).toEqual([{}]);
  const alone = new Turns(new PassThrough(), () => {
    batches.push(currentBatch());
    return undefined;
  });
  alone.take(['e']);
  expect(batches[1]).toBeUndefined();
});
