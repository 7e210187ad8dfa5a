import { PassThrough } from 'node:stream';
import * as z from 'zod/v4';
import { expect, onTestFinished, test } from 'vitest';
import { catalogOf } from '../src/serve/catalog.ts';
import { serveStdio } from '../src/serve/stdio.ts';
import { defaults, keptLog, serverOf, toolOf } from './fixtures.ts';

const echo = toolOf({ text: z.string() }, async ({ text }) => text);
const handshake = [
  '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
];
const params = (name = echo.name) => `"params":{"name":"${name}","arguments":{"text":"hello"}}`;
const call = (id: string, more = '') => `{"jsonrpc":"2.0","id":${id},"method":"tools/call",${params()}${more}}`;

/** Sends a line between the handshake and a good call; returns what came back between their answers. */
async function answersTo(line: string | Buffer, count = 1) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const server = serverOf([echo], {});
  const { log } = keptLog();
  const serving = { server, catalog: await catalogOf(server, undefined), values: defaults, context: undefined, log };
  const { close } = serveStdio(serving, { stdin, stdout });
  onTestFinished(close);
  let out = '';
  stdout.on('data', (part: Buffer) => (out += part.toString()));
  stdin.write(`${handshake.join('\n')}\n`);
  stdin.write(line);
  stdin.write(`\n${call('"end"')}\n`);
  // The handshake, the good call, and what is expected: answers come in any order.
  await expect.poll(() => out.split('\n').length - 1).toBeGreaterThanOrEqual(2 + count);
  const all = out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(all.filter(({ id }) => id === 0 || id === 'end')).toHaveLength(2);
  return all.filter(({ id }) => id !== 0 && id !== 'end');
}

test.each<[string, string | Buffer, string | number | null, number]>([
  ['a line that is not JSON', '{"jsonrpc":"2.0","id":1,', null, -32_700],
  ['two messages in a line', call('1') + call('2'), null, -32_700],
  ['a byte order mark', `\uFEFF${call('1')}`, null, -32_700],
  ['a zero byte', `\0${call('1')}`, null, -32_700],
  ['a number', '42', null, -32_600],
  ['null', 'null', null, -32_600],
  ['an object without a method', '{"jsonrpc":"2.0","id":1}', 1, -32_600],
  ['no version', `{"id":1,"method":"tools/call",${params()}}`, 1, -32_600],
  ['another version', `{"jsonrpc":"1.0","id":1,"method":"tools/call",${params()}}`, 1, -32_600],
  ['a broken id', call('1.5'), null, -32_600],
  ['an id beyond whole numbers', call('12345678901234567890'), null, -32_600],
  ['an endless id', call('1e999'), null, -32_600],
  ['null as the id', call('null'), null, -32_600],
  ['a list as the id', call('[1]'), null, -32_600],
  ['a list as params', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["echo"]}', 1, -32_600],
  ['a request that is a response, too', call('1', ',"result":{}'), 1, -32_600],
  ['a member of its own', call('1', ',"trace":1'), 1, -32_600],
  ['__proto__ beside the members', call('1', ',"__proto__":{"id":2}'), 1, -32_600],
  ['an object as the progress token', call('1').replace('}}', '},"_meta":{"progressToken":{}}}'), 1, -32_600],
])('%s gets an answer, and the next call too', async (_what, line, id, code) => {
  expect(await answersTo(line)).toEqual([{ jsonrpc: '2.0', id, error: { code, message: expect.any(String) } }]);
});

test.each<[string, string | Buffer, unknown]>([
  ['a text', call('"x"'), 'x'],
  ['a negative number', call('-1'), -1],
  ['an exponent', call('1e2'), 100],
  ['a text with U+2028', call('"\u2028"'), '\u2028'],
  ['twice: the last one counts', call('1').replace('"id":1', '"id":1,"id":2'), 2],
  ['before CRLF', `${call('1')}\r`, 1],
  ['with a method twice', call('1').replace('"method"', '"method":"tools/list","method"'), 1],
])('control: the id as %s is answered', async (_what, line, id) => {
  expect(await answersTo(line)).toMatchObject([{ id, result: { content: [{ text: 'hello' }] } }]);
});

test('names of the language are no tools and no arguments', async () => {
  for (const name of ['__proto__', 'constructor', 'toString'])
    expect(await answersTo(call('1').replace(echo.name, name))).toMatchObject([{ id: 1, error: { code: -32_602 } }]);
  const [answer] = await answersTo(call('1').replace('"text":"hello"', '"__proto__":{"text":"hello"}'));
  expect(answer).toMatchObject({ result: { isError: true } });
  expect(Object.prototype).not.toHaveProperty('text');
});

test('notifications and responses that make no sense get none', async () => {
  for (const line of [
    '',
    '  ',
    '{"jsonrpc":"2.0","method":"notifications/cancelled"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"a":1}}}',
    '{"jsonrpc":"2.0","id":7,"result":{}}',
    '{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}',
  ])
    expect(await answersTo(line, 0), line).toEqual([]);
});
