import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Batches } from '../src/serve/batches.ts';

const request = (id: number | string, method = 'ping') => ({ jsonrpc: '2.0', id, method });
const answer = (id: number | string) => ({ jsonrpc: '2.0', id, result: {} });

/** Runs text through, in these chunks, and returns what comes out. */
function through(...chunks: string[]): { out: string; written: string[]; batches: Batches } {
  const written: string[] = [];
  const batches = new Batches((line) => void written.push(line));
  let out = '';
  batches.on('data', (part: Buffer) => (out += part.toString()));
  for (const chunk of chunks) batches.write(chunk);
  return {
    batches,
    written,
    get out() {
      return out;
    },
  };
}

test('single messages pass as they are', () => {
  const text = `${JSON.stringify(request(1))}\n{"text":"[1]"}\n`;
  expect(through(text).out).toBe(text);
});

test('a batch is taken apart, and its answers come together in one line', () => {
  const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };
  const all = through(`${JSON.stringify(request(1))}\n${JSON.stringify([request('a'), notification, request(2)])}\n`);
  expect(
    all.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([request(1), request('a'), notification, request(2)]);
  expect(all.batches.takes(answer(1))).toBe(false);
  expect(all.batches.takes(answer(2))).toBe(true);
  expect(all.written).toEqual([]);
  expect(all.batches.takes({ jsonrpc: '2.0', id: 'a', error: { code: -1, message: 'no' } })).toBe(true);
  expect(JSON.parse(all.written[0] ?? '')).toEqual([
    answer(2),
    { jsonrpc: '2.0', id: 'a', error: { code: -1, message: 'no' } },
  ]);
});

test('what follows a batch in another chunk passes too', () => {
  const later = `${JSON.stringify(request(2))}\n`;
  expect(through(`${JSON.stringify([request(1)])}\n`, later, later).out).toBe(
    `${JSON.stringify(request(1))}\n${later}${later}`,
  );
});

test('an empty batch is an error, and a broken line goes to the parser behind', () => {
  const all = through('[]\n[{"jsonrpc"\n');
  expect(all.out).toBe('[{"jsonrpc"\n');
  expect(JSON.parse(all.written[0] ?? '')).toMatchObject({ id: null, error: { code: -32600 } });
});

test('a server answers a batch of a client of 2025-03-26', async () => {
  const program = fileURLToPath(new URL('setup/program.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? '');
  const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'old', version: '1' } };
  child.stdin.write(`${JSON.stringify({ ...request(0, 'initialize'), params })}\n`);
  expect(await next()).toMatchObject({ id: 0, result: { protocolVersion: '2025-03-26' } });
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
  child.stdin.write(`${JSON.stringify([initialized, request(1, 'tools/list'), request(2), request(3, 'nothing')])}\n`);
  const answers = await next();
  expect(answers).toHaveLength(3);
  expect(answers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: 1, result: expect.objectContaining({ tools: [] }) }),
      expect.objectContaining({ id: 2, result: {} }),
      expect.objectContaining({ id: 3, error: expect.objectContaining({ code: -32601 }) }),
    ]),
  );
});
