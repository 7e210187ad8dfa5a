import { describe, expect, test } from 'vitest';
import { decoder, encode, type FromHelper } from '../src/sandbox/wire.ts';

const messages: FromHelper[] = [
  { type: 'ready' },
  { type: 'done', id: 1, value: 'é→😀\n"\\' },
  { type: 'done', id: 2, value: null },
  { type: 'progress', id: 3, done: 1, total: 2, message: '' },
];
const stream = Buffer.from(messages.map(encode).join(''));

function decoded(chunks: readonly Buffer[]): FromHelper[] {
  const found: FromHelper[] = [];
  const take = decoder<FromHelper>((message) => found.push(message));
  for (const chunk of chunks) take(chunk);
  return found;
}

describe('messages', () => {
  test('are one line each, whatever they hold', () => {
    for (const message of messages) expect(encode(message).match(/\n/g)).toHaveLength(1);
  });

  test('come through in one chunk, and byte by byte', () => {
    expect(decoded([stream])).toEqual(messages);
    expect(decoded([...stream].map((byte) => Buffer.of(byte)))).toEqual(messages);
  });

  test('come through cut at any two places, also inside a character, with empty chunks between', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const chunks = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
        expect(decoded(chunks), `${first} ${second}`).toEqual(messages);
      }
    }
  });

  test('come through in chunks of any size', () => {
    for (let size = 1; size <= stream.length; size++) {
      const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
        stream.subarray(i * size, (i + 1) * size),
      );
      expect(decoded(chunks), String(size)).toEqual(messages);
    }
  });

  test('a message is handed over when its line ends, not later', () => {
    const found: FromHelper[] = [];
    const take = decoder<FromHelper>((message) => found.push(message));
    take(stream.subarray(0, stream.indexOf(10)));
    expect(found).toEqual([]);
    take(stream.subarray(stream.indexOf(10), stream.indexOf(10) + 1));
    expect(found).toEqual(messages.slice(0, 1));
  });

  test('what a chunk is reused for afterwards changes nothing that was handed over', () => {
    const chunk = Buffer.from(encode({ type: 'done', id: 1, value: 'kept' }));
    const found = decoded([chunk]);
    chunk.fill(0);
    expect(found).toEqual([{ type: 'done', id: 1, value: 'kept' }]);
  });

  test('a long message in many small chunks is put together once', () => {
    const value = 'x'.repeat(2_000_000);
    const bytes = Buffer.from(encode({ type: 'done', id: 1, value }));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, i) =>
      bytes.subarray(i * 100, (i + 1) * 100),
    );
    expect(decoded(chunks)).toEqual([{ type: 'done', id: 1, value }]);
  });
});
