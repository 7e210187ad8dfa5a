// A server of a few lines that behaves as MODE says: for what a doctor has to notice.
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';

const { MODE = 'works', SECRET_TOKEN = '', PIDS = '', REPORT = '', TOOLS = '' } = process.env;

/** Writes down how it was started, its first request and the client's roots. */
const seen = { env: process.env, cwd: process.cwd() };
function report(method, id, result) {
  seen.first ??= method;
  if (id === 'r') seen.roots = result?.roots;
  // The doctor starts it twice for some hosts; the first one counts.
  if (REPORT !== '' && (seen.isFirst ??= !existsSync(REPORT))) writeFileSync(REPORT, JSON.stringify(seen));
}
const answer = (id, result) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
const stuck = () => setInterval(() => {}, 1_000);

if (PIDS !== '') {
  // A child that outlives its parent unless both are ended.
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)'], { stdio: 'ignore' });
  const { appendFileSync } = await import('node:fs');
  appendFileSync(PIDS, `${process.pid} ${child.pid}\n`);
}
if (MODE === 'ends') {
  process.stderr.write(
    `first\n${JSON.stringify({ level: 'warn', message: 'left out', error: { error: 'Error: why\n at x' } })}\nno use for ${SECRET_TOKEN}\n`,
  );
  process.exit(3);
}
if (MODE === 'noise') process.stdout.write(`Welcome, ${SECRET_TOKEN}\n{"a":1}\n`);
if (MODE === 'hangs') stuck();
else {
  if (MODE === 'stays') {
    process.on('SIGTERM', () => {});
    stuck();
  }
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params, result } = JSON.parse(line);
    report(method, id, result);
    if (method === 'initialize' && MODE === 'refuses')
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32602, message: 'Too new.' } })}\n`);
    else if (method === 'initialize') {
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: 'r', method: 'roots/list' })}\n`);
      answer(id, {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'sample', version: '1.2.3' },
      });
    } else if (method === 'tools/list') {
      if (MODE === 'empty') answer(id, { tools: [] });
      else if (TOOLS !== '')
        answer(id, { tools: Array.from({ length: Number(TOOLS) }, (_, n) => ({ name: `t${n}` })) });
      else
        answer(id, params.cursor ? { tools: [{ name: 'last' }] } : { tools: [{ name: 'ping' }], nextCursor: 'more' });
    } else if (method === 'tools/call') {
      const code = { denied: 'denied', unavailable: 'unavailable', invalid: 'invalid', command: 'denied' }[MODE];
      const said =
        MODE === 'command' ? 'The token command "gh" failed with exit code 4.' : `It is ${code}: ${SECRET_TOKEN}`;
      answer(id, {
        content: [{ type: 'text', text: code ? said : JSON.stringify(params.arguments) }],
        ...(code && { isError: true, _meta: { 'mcp-reference/error-code': code } }),
      });
    } else if (id !== undefined && MODE !== 'mute') {
      const error = { code: -32601, message: 'Unknown method.' };
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error })}\n`);
    }
  });
}
