import { expect, test } from 'vitest';
import { MessageLines } from '../src/serve/message-lines.ts';

/** Returns the output for these chunks, and the ids of the skipped messages. */
async function through(chunks: readonly string[], limit = 100) {
  const skipped: (string | number | undefined)[] = [];
  const lines = new MessageLines(limit, (id) => void skipped.push(id));
  let out = '';
  let pushes = 0;
  lines.on('data', (chunk: Buffer) => {
    pushes++;
    out += chunk.toString();
  });
  for (const chunk of chunks) lines.write(Buffer.from(chunk));
  await new Promise((resolve) => lines.end(resolve));
  return { out, skipped, pushes };
}

test.each<[string, string[]]>([
  ['whole messages', ['{"a":1}\n', '{"b":2}\n']],
  ['several in one chunk', ['{"a":1}\n{"b":2}\n{"c":3}\n']],
  ['one in many chunks', ['{"a', '":', '1', '}', '\n']],
  ['a chunk that ends one and begins another', ['{"a":', '1}\n{"b":', '2}\n']],
  ['a letter in two chunks', [Buffer.from('{"é').subarray(0, 3).toString('latin1').slice(0, 2), 'x}\n']],
])('%s come out unchanged', async (_name, chunks) => {
  const { out, skipped } = await through(chunks);
  expect(out).toBe(chunks.join(''));
  expect(skipped).toEqual([]);
});

test('the parts of a long message are joined once', async () => {
  const parts = Array.from({ length: 1_000 }, () => 'x'.repeat(100));
  const { out, pushes } = await through([...parts, '\n'], 1_000_000);
  expect(out).toHaveLength(100_001);
  expect(pushes).toBeLessThanOrEqual(2);
});

const long = 'x'.repeat(200);
test.each<[string, string, string | number | undefined]>([
  ['id first', `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"id":1,"a":"${long}"}}`, 7],
  ['id last', `{"method":"tools/call","params":{"id":1,"a":"${long}"},"jsonrpc":"2.0","id":"a-8"}`, 'a-8'],
  ['an id of an argument', `{"jsonrpc":"2.0","method":"tools/call","params":{"a":"${long}","id":1}}`, undefined],
  ['no id', long, undefined],
])('a message over the limit is skipped, and those around it pass: %s', async (_name, message, id) => {
  for (const size of [1, 50]) {
    const text = `{"before":1}\n${message}\n{"after":1}\n`;
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    const { out, skipped } = await through(chunks, 150);
    expect(out).toBe('{"before":1}\n{"after":1}\n');
    expect(skipped).toEqual([id]);
  }
});

test('a message with thousands of levels is skipped before it is parsed, and those around it pass', async () => {
  const levels = 100_000;
  const deep = `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
  // Control: brackets in texts, also behind escaped quotes and backslashes, and many lists side by side.
  const flat = JSON.stringify({
    id: 1,
    text: '["\\'.repeat(levels),
    lists: Array.from({ length: levels }, () => [{}]),
  });
  for (const size of [deep.length, 50_000]) {
    const text = `{"before":1}\n${deep}\n${flat}\n{"after":1}\n`;
    const { out, skipped } = await through(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [], 10_000_000);
    expect(out === `{"before":1}\n${flat}\n{"after":1}\n`).toBe(true);
    expect(skipped).toEqual([9]);
  }
});
